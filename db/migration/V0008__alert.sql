-- What people must be told, written in the transaction of the change it tells of.
create table app.alert (
  alert_id bigint generated always as identity primary key,
  type text not null,
  component_appid text not null references app.component on delete restrict,
  merchant_id bigint references app.merchant on delete restrict,
  change_id bigint references app.audit_change on delete restrict,
  raised_at timestamptz not null,
  -- The webhook's "data": everything a receiver needs, nothing secret.
  data jsonb not null
);

-- Serves "was this rejection alerted?".
create index alert_of_change on app.alert (change_id) where change_id is not null;

-- Serves support's question about one merchant.
create index alert_of_merchant on app.alert (merchant_id, raised_at) where merchant_id is not null;

-- One row per alert and channel that was configured when the alert was raised.
create table app.alert_delivery (
  alert_id bigint not null references app.alert on delete restrict,
  channel text not null,
  state text not null default 'pending',
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  last_error text,
  claimed_until timestamptz,
  primary key (alert_id, channel),
  constraint known_channel check (channel in ('webhook', 'wecom', 'feishu', 'dingtalk', 'email')),
  constraint known_state check (state in ('pending', 'delivered', 'dead')),
  constraint delivered_iff_delivered_at check ((state = 'delivered') = (delivered_at is not null)),
  constraint pending_iff_next_attempt check ((state = 'pending') = (next_attempt_at is not null))
);

-- Serves the claim of due deliveries.
create index alert_delivery_due on app.alert_delivery (next_attempt_at) where state = 'pending';
