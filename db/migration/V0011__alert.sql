-- What people must know, written in the transaction of the change that it reports.
create table app.alert (
  alert_id bigint generated always as identity primary key,
  -- The id that receivers see, unique for ever: another installation counts alert_id from 1 again, and a restored one gives some
  -- numbers twice.
  webhook_id text not null default gen_random_uuid(),
  type text not null,
  component_appid text not null references app.component on delete restrict,
  merchant_id bigint references app.merchant on delete restrict,
  change_id bigint,
  raised_at timestamptz not null,
  -- When what it reports ended: the merchant is back, the category is not rejected any more. Null until then, and for an event
  -- that has no end.
  ended_at timestamptz,
  -- The webhook's "data": everything a receiver needs, nothing secret.
  data jsonb not null,
  constraint one_alert_per_webhook_id unique (webhook_id)
);

-- Serves "was this rejection alerted?".
create index alert_of_change on app.alert (change_id) include (alert_id, type) where change_id is not null;

-- Serves support's question about one merchant.
create index alert_of_merchant on app.alert (merchant_id, raised_at) where merchant_id is not null;

-- Serves "has the component's trouble ended?", which the transaction of a page asks. Few: most alerts are about merchants.
create index alert_of_component on app.alert (component_appid, alert_id) where merchant_id is null;

-- Serves alert where raised_at >= …, and the newest alerts.
create index alert_raised on app.alert (raised_at);

-- One row per alert and channel that was configured when the alert was raised.
create table app.alert_delivery (
  alert_id bigint not null references app.alert on delete restrict,
  channel text not null,
  -- withdrawn: what it reports ended before it was sent.
  state text not null default 'pending',
  attempts integer not null default 0,
  -- Failures since the last redrive; they decide when the next attempt is due and which one is the last. "attempts" counts all.
  failures integer not null default 0,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  last_error text,
  claimed_until timestamptz,
  -- With the time, so that when a rejection was reported is answered from the index alone.
  primary key (alert_id, channel) include (delivered_at),
  constraint known_channel check (channel in ('webhook', 'wecom', 'feishu', 'dingtalk', 'email')),
  constraint known_state check (state in ('pending', 'delivered', 'dead', 'withdrawn')),
  constraint delivered_iff_delivered_at check ((state = 'delivered') = (delivered_at is not null)),
  constraint pending_iff_next_attempt check ((state = 'pending') = (next_attempt_at is not null))
);

-- Serves the claim of due deliveries and the count of those that wait. With the alert, since thousands may be due at one instant.
create index alert_delivery_due on app.alert_delivery (channel, next_attempt_at, alert_id) where state = 'pending';

-- Serves "how many did this channel send lately?", which decides between single messages and a digest.
create index alert_delivery_delivered on app.alert_delivery (channel, delivered_at) where state = 'delivered';

-- Serves redrive, and the warning about channels that gave up.
create index alert_delivery_dead on app.alert_delivery (channel, alert_id) where state = 'dead';

-- One row per attempt whose end was recorded; an attempt that died with its process leaves none.
create table app.alert_attempt (
  alert_id bigint not null,
  channel text not null,
  attempt integer not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  -- Null when the receiver accepted.
  error text,
  primary key (alert_id, channel, attempt),
  foreign key (alert_id, channel) references app.alert_delivery on delete restrict,
  constraint attempts_count_from_one check (attempt > 0)
);

-- Alerts that no channel was configured for when they were raised: they are never sent. A table of their own, since finding
-- alerts without a delivery would read all alerts.
create table app.alert_recorded (
  alert_id bigint primary key references app.alert on delete cascade
);

-- One row per channel that ever was configured.
create table app.alert_channel (
  channel text primary key,
  -- The one node that sends to a group robot or by mail now: two would split a digest and exceed the robot's rate.
  held_by text,
  held_until timestamptz,
  -- Until when the receiver wants no message, as a robot that had too many said: no node holds the channel before. A restart or
  -- another address does not end it, and it is ten minutes at most.
  paused_until timestamptz,
  -- Since when the receiver refuses all messages (410 Gone), and the SHA-256 of its address: another address is another
  -- receiver.
  disabled_at timestamptz,
  disabled_address bytea,
  constraint held_by_with_its_end check ((held_by is null) = (held_until is null)),
  constraint disabled_with_address check ((disabled_at is null) = (disabled_address is null))
);
