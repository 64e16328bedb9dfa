-- Grain: one row per alert and channel; an alert for which no channel was configured has one row without a channel.
-- The two kinds of rows are united before the join with the alerts, each from one table without a condition: so the planner
-- finds the rows of one state by an index, and those of one alert as well.
create or replace view reporting.alert as
select
  alert.alert_id,
  alert.type,
  alert.component_appid,
  merchant.merchant_appid,
  alert.change_id,
  delivery.channel,
  alert.raised_at,
  delivery.state,
  delivery.attempts,
  delivery.next_attempt_at,
  delivery.delivered_at,
  delivery.last_error,
  alert.webhook_id,
  alert.data ->> 'merchant_name' as merchant_name,
  alert.data ->> 'severity' as severity,
  coalesce(nullif(alert.data ->> 'audit_reason', ''), alert.data ->> 'reason') as reason,
  (alert.data ->> 'errcode')::integer as errcode,
  coalesce((alert.data ->> 'reminder')::boolean, false) as reminder,
  merchant.principal_name,
  alert.ended_at
from app.alert
join (
  select alert_id, channel, state, attempts, next_attempt_at, delivered_at, last_error
  from app.alert_delivery
  union all
  select alert_id, null, 'recorded', 0, null, null, null
  from app.alert_recorded
) as delivery using (alert_id)
left join app.merchant using (merchant_id);

comment on view reporting.alert is
  'One row per alert and channel that was configured when it was raised. An alert that is not sent, because no channel is configured or its type is not in catwalk.alert.types, has one row with state recorded and channel null. Where catwalk.alert.keep is set, alerts that all channels delivered longer ago are deleted, except those of a category that is still rejected and the newest of each type about a merchant; pending and dead ones of a configured channel stay.';
comment on column reporting.alert.alert_id is
  'Grows in the order of raising. Receivers get webhook_id instead.';
comment on column reporting.alert.type is
  'What it reports, as in the webhook''s type: category.audit.rejected, merchant.revoked, platform.stopped, …';
comment on column reporting.alert.component_appid is
  'Appid of the component (third-party platform registration) concerned.';
comment on column reporting.alert.merchant_appid is
  'Appid of the merchant concerned; null when the alert is about the component as a whole.';
comment on column reporting.alert.change_id is
  'The change that it reports; see audit_change, from which catwalk.category.keep-changes may have deleted it; null for alerts that are not about a category.';
comment on column reporting.alert.channel is
  'webhook, wecom, feishu, dingtalk or email; null when no channel sends it.';
comment on column reporting.alert.raised_at is
  'When it was raised, in the transaction that recorded what it reports.';
comment on column reporting.alert.state is
  'pending: waits for its first or next attempt; delivered: the receiver accepted it; dead: given up; withdrawn: not sent, because what it reports had ended; recorded: not sent, because no channel or type is set for it.';
comment on column reporting.alert.attempts is
  'How many attempts this channel has made.';
comment on column reporting.alert.next_attempt_at is
  'The next attempt is not made before this time; null unless pending.';
comment on column reporting.alert.delivered_at is
  'When the receiver accepted it; null until then.';
comment on column reporting.alert.last_error is
  'Why the last failed attempt failed; null when none failed.';
comment on column reporting.alert.webhook_id is
  'The webhook-id and alert_id that receivers get: unique for ever, and the same for all attempts.';
comment on column reporting.alert.merchant_name is
  'The merchant''s name as the alert shows it; null when it was not known, or the alert is about the component.';
comment on column reporting.alert.severity is
  'info, warning or critical, as in the webhook.';
comment on column reporting.alert.reason is
  'The reason as the alert shows it: in the platform''s words for a category, else ours in catwalk.alert.language; null when there is none.';
comment on column reporting.alert.errcode is
  'The platform''s error code that caused it; null without one.';
comment on column reporting.alert.reminder is
  'True when it repeats an earlier alert, because what that reported has not ended.';
comment on column reporting.alert.principal_name is
  'Name of the company behind the merchant''s account now; null when the alert is about the component, or until it was read.';
comment on column reporting.alert.ended_at is
  'When Catwalk saw that what it reports had ended; null until then, and for an event that has no end.';
