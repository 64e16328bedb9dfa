-- Grain: one row per alert and channel; an alert that no channel was to send has one row without a channel.
-- The two kinds of rows come together before they meet their alerts, each from one table without a condition: so the planner
-- finds those of one state by an index, and those of one alert as well.
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
  coalesce(alert.data ->> 'audit_reason', alert.data ->> 'reason') as reason,
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
  'One row per alert and channel that was configured when it was raised. An alert that nobody is sent, since no channel is configured or its type is not in catwalk.alert.types, is here once, recorded, with channel null. Where catwalk.alert.keep is set, those told everywhere longer ago are gone, but for those of a rejection that stands and the newest of each type about a merchant; what waits or was given up stays.';
comment on column reporting.alert.alert_id is
  'Grows in the order of raising. Receivers know it by webhook_id.';
comment on column reporting.alert.type is
  'What it tells, as in the webhook''s type: category.audit.rejected, merchant.revoked, platform.stopped, …';
comment on column reporting.alert.component_appid is
  'Appid of the component (third-party platform registration) concerned.';
comment on column reporting.alert.merchant_appid is
  'Appid of the merchant concerned; null when the alert is about the component as a whole.';
comment on column reporting.alert.change_id is
  'The change it tells of, see audit_change, where it may be gone by catwalk.category.keep-changes; null for alerts that are not about a category.';
comment on column reporting.alert.channel is
  'webhook, wecom, feishu, dingtalk or email; null when it is sent by none.';
comment on column reporting.alert.raised_at is
  'When it was written, together with what it tells of.';
comment on column reporting.alert.state is
  'pending: will be tried again; delivered: the receiver accepted it; dead: given up; withdrawn: not sent, since what it tells of had ended; recorded: sent to nobody.';
comment on column reporting.alert.attempts is
  'How often this channel was tried so far.';
comment on column reporting.alert.next_attempt_at is
  'When it is tried next, not before; null unless pending.';
comment on column reporting.alert.delivered_at is
  'When the receiver accepted it; null until then.';
comment on column reporting.alert.last_error is
  'What the last failed attempt met; null when none failed.';
comment on column reporting.alert.webhook_id is
  'The webhook-id and alert_id that receivers get: unique for ever, and the same over all attempts. Of alerts from before this column, their number.';
comment on column reporting.alert.merchant_name is
  'The merchant''s name as people were told it; null when it was not known, or the alert is about the component.';
comment on column reporting.alert.severity is
  'info, warning or critical, as in the webhook; null for alerts from before it was.';
comment on column reporting.alert.reason is
  'Why, as people were told it: the platform''s wording for a category, else ours in catwalk.alert.language; null when there is none.';
comment on column reporting.alert.errcode is
  'The platform''s error code behind it; null without one.';
comment on column reporting.alert.reminder is
  'True when people are told again of what they were told before.';
comment on column reporting.alert.principal_name is
  'Name of the company behind the merchant''s account now; null when the alert is about the component, or until it was read.';
comment on column reporting.alert.ended_at is
  'When we saw that what it tells of is over; null while it holds, and for what only happened.';
