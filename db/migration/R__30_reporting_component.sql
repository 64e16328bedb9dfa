-- Grain: one row per component.
create or replace view reporting.component as
select
  component.component_appid,
  token.verify_ticket_received_at as ticket_received_at,
  token.access_token_expires_at,
  component.ticket_silent_since,
  component.stopped_since,
  component.stopped_errcode,
  component.stopped_reason,
  component.roster_read_at,
  component.roster_total
from app.component
left join app.component_token token using (component_appid);

comment on view reporting.component is
  'One row per component (third-party platform registration) that was ever configured: how old its ticket is, and whether the platform stopped it. Never a ticket or a token.';
comment on column reporting.component.component_appid is
  'Appid of the component; from the configuration.';
comment on column reporting.component.ticket_received_at is
  'When the last verify ticket came; the platform sends one every ten minutes, and each is valid for twelve hours. Null before the first, and where the tokens are borrowed.';
comment on column reporting.component.access_token_expires_at is
  'Until when the component''s own access token is valid; null before the first.';
comment on column reporting.component.ticket_silent_since is
  'Since when tickets are overdue; null while they come.';
comment on column reporting.component.stopped_since is
  'Since when the platform refuses every call of the component; null while it answers.';
comment on column reporting.component.stopped_errcode is
  'The platform''s errcode that stopped it; null when it is not stopped, or not by an errcode.';
comment on column reporting.component.stopped_reason is
  'What stopped it, in words; null when it is not stopped.';
comment on column reporting.component.roster_read_at is
  'When the platform''s list of its merchants was last read to the end; null before the first time.';
comment on column reporting.component.roster_total is
  'How many merchants the platform said there are in that list.';
