-- Grain: one row per alert and channel; an alert raised while no channel was configured has one row without a channel.
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
  delivery.last_error
from app.alert
join (
  select alert_id, channel, state, attempts, next_attempt_at, delivered_at, last_error
  from app.alert_delivery
  union all
  select alert_id, null, 'pending', 0, null, null, null
  from app.alert_untold
) as delivery using (alert_id)
left join app.merchant using (merchant_id);

comment on view reporting.alert is
  'One row per alert and channel that was configured when it was raised. An alert without any channel is here once, pending, with channel null: nobody will be told. Where catwalk.alert.keep is set, those told everywhere longer ago are gone, but for those of a rejection that stands and the newest of each type about a merchant; what waits or was given up stays.';
comment on column reporting.alert.alert_id is
  'Grows in the order of raising; the webhook-id of its deliveries.';
comment on column reporting.alert.type is
  'What it tells, as in the webhook''s type: category.audit.rejected, merchant.revoked, platform.stopped, …';
comment on column reporting.alert.component_appid is
  'Appid of the component (third-party platform registration) concerned.';
comment on column reporting.alert.merchant_appid is
  'Appid of the merchant concerned; null when the alert is about the component as a whole.';
comment on column reporting.alert.change_id is
  'The change it tells of, see audit_change, where it may be gone by catwalk.category.keep-changes; null for alerts that are not about a category.';
comment on column reporting.alert.channel is
  'webhook, wecom, feishu, dingtalk or email; null when no channel was configured.';
comment on column reporting.alert.raised_at is
  'When it was written, together with what it tells of.';
comment on column reporting.alert.state is
  'pending: will be tried again (without a channel: waits for ever); delivered: the receiver accepted it; dead: given up.';
comment on column reporting.alert.attempts is
  'How often this channel was tried so far.';
comment on column reporting.alert.next_attempt_at is
  'When it is tried next, not before; null when delivered, dead, or without a channel.';
comment on column reporting.alert.delivered_at is
  'When the receiver accepted it; null until then.';
comment on column reporting.alert.last_error is
  'What the last failed attempt met; null when none failed.';
