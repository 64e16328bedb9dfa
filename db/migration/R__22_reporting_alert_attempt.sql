-- Grain: one row per attempt to deliver an alert by a channel.
create or replace view reporting.alert_attempt as
select
  alert_attempt.alert_id,
  alert_attempt.channel,
  alert_attempt.attempt,
  alert_attempt.started_at,
  alert_attempt.finished_at,
  alert_attempt.error
from app.alert_attempt;

comment on view reporting.alert_attempt is
  'One row per finished attempt to deliver an alert by a channel. Attempts that ended with their process are missing; they were repeated. The rows are deleted with their alert.';
comment on column reporting.alert_attempt.alert_id is
  'The alert, see the view alert; alerts that were sent in one digest have a row each.';
comment on column reporting.alert_attempt.channel is
  'webhook, wecom, feishu, dingtalk or email.';
comment on column reporting.alert_attempt.attempt is
  'Counts the attempts of this alert and channel from 1; a redrive continues the count.';
comment on column reporting.alert_attempt.started_at is
  'When the message was sent.';
comment on column reporting.alert_attempt.finished_at is
  'When the receiver had answered, or Catwalk stopped waiting for an answer.';
comment on column reporting.alert_attempt.error is
  'Why it failed, in our words: status or error code, never the receiver''s text; null when the receiver accepted.';
