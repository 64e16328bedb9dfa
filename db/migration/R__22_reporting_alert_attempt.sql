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
  'One row per attempt to deliver an alert by a channel, once its end is known. Attempts that died with their process are missing; they were made again. They go with their alert.';
comment on column reporting.alert_attempt.alert_id is
  'The alert, see the view alert; alerts told in one digest have a row each.';
comment on column reporting.alert_attempt.channel is
  'webhook, wecom, feishu, dingtalk or email.';
comment on column reporting.alert_attempt.attempt is
  'Counts the attempts of this alert and channel from 1, over redrives as well.';
comment on column reporting.alert_attempt.started_at is
  'When the message was sent.';
comment on column reporting.alert_attempt.finished_at is
  'When the receiver had answered, or waiting for it ended.';
comment on column reporting.alert_attempt.error is
  'What went wrong, in our words: status or error code, never what the receiver wrote; null when it accepted.';
