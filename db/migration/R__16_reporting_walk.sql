-- Grain: one row per walk.
create or replace view reporting.walk as
select
  walk.walk_id,
  walk.scope,
  walk.planned_at,
  walk.started_at,
  walk.finished_at,
  walk.state,
  walk.stop_errcode,
  walk.stop_reason,
  walk.merchants,
  walk.component_appid
from app.walk;

comment on view reporting.walk is
  'One row per walk, a pass over merchants: running walks, finished ones, and those skipped because another of their scope still ran. Where catwalk.walk.keep is set, walks that ended longer ago are deleted, except the last completed one of each scope.';
comment on column reporting.walk.walk_id is
  'Grows in the order of planning; equals the walk_id of walk_ledger and audit_change.';
comment on column reporting.walk.scope is
  'all: every merchant; under_review: merchants with a category under review; merchant: named merchants, as after a push or by the command walk.';
comment on column reporting.walk.planned_at is
  'When it was due by its schedule, or requested.';
comment on column reporting.walk.started_at is
  'When its list of merchants was fixed and its work began; null when it did not begin, as for skipped.';
comment on column reporting.walk.finished_at is
  'When its last merchant was recorded, or it was stopped or skipped; null while running.';
comment on column reporting.walk.state is
  'running; completed: every merchant has an outcome; where the platform gave no answers for longer than catwalk.platform.outage-patience, those it was not asked about ended deferred, see walk_ledger; stopped: the platform stopped it, the remaining merchants ended deferred, or as before where that lasts (not_permitted, not_supported, token_lost); skipped: due while another of its scope still ran.';
comment on column reporting.walk.stop_errcode is
  'The platform''s errcode that stopped it; null when it was not stopped, or not by an errcode.';
comment on column reporting.walk.stop_reason is
  'What stopped it, in words; null when it was not stopped.';
comment on column reporting.walk.merchants is
  'How many merchants its scope held when it was planned; the sum of its ledger once it is finished. 0 for skipped.';
comment on column reporting.walk.component_appid is
  'The component whose merchants it visits; null when they belong to several components, and for skipped.';
