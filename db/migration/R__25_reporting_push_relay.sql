-- Grain: one row per push and relay that takes it.
create or replace view reporting.push_relay as
select
  delivery.push_event_id as push_id,
  delivery.channel as relay,
  push.component_appid,
  coalesce(push.merchant_appid, push.about_appid) as merchant_appid,
  push.type as event,
  push.received_at,
  delivery.state,
  delivery.attempts,
  delivery.next_attempt_at,
  delivery.delivered_at,
  delivery.last_error
from app.push_delivery as delivery
join app.push_event as push using (push_event_id);

comment on view reporting.push_relay is
  'One row per push and relay that takes it (catwalk.push.relay."NAME"). Removed with the push after catwalk.push.keep, but not while it is pending at a relay that is configured. Customers'' messages are never stored and so never here.';
comment on column reporting.push_relay.push_id is
  'Grows in the order of arrival.';
comment on column reporting.push_relay.relay is
  'The relay''s name in the configuration.';
comment on column reporting.push_relay.component_appid is
  'Appid of the component (third-party platform registration) the push was sent to.';
comment on column reporting.push_relay.merchant_appid is
  'Appid of the merchant in the address of the push, or the one its body names; null when there is none.';
comment on column reporting.push_relay.event is
  'InfoType or Event as the platform wrote it; unknown when it wrote none.';
comment on column reporting.push_relay.received_at is
  'When we stored it, and with it this row.';
comment on column reporting.push_relay.state is
  'pending: will be tried again; delivered: the receiver accepted it; dead: given up; withdrawn: not sent, because it is a ticket that has expired, or a newer one came.';
comment on column reporting.push_relay.attempts is
  'How often it was tried so far.';
comment on column reporting.push_relay.next_attempt_at is
  'When it is tried next, not before; null unless pending.';
comment on column reporting.push_relay.delivered_at is
  'When the receiver accepted it; null until then.';
comment on column reporting.push_relay.last_error is
  'What the last failed attempt met; null when none failed.';
