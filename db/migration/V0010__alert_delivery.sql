-- What delivery needs to know besides what is due: how the attempts went, and how each channel stands.

-- Failures since the last redrive; they decide when the next attempt is due and which one is the last. "attempts" counts all.
alter table app.alert_delivery add column failures integer not null default 0;

drop index app.alert_delivery_due;

-- Serves the claim of due deliveries and the count of those that wait. With the alert, since thousands may be due at one instant.
create index alert_delivery_due on app.alert_delivery (channel, next_attempt_at, alert_id) where state = 'pending';

-- Serves "how many did this channel tell lately?", which decides between single messages and a digest.
create index alert_delivery_delivered on app.alert_delivery (channel, delivered_at) where state = 'delivered';

-- Serves redrive, and the note about channels that gave up.
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

-- One row per channel that ever was configured.
create table app.alert_channel (
  channel text primary key,
  -- The one node that sends to a group robot or by mail now: two would tear a digest apart and break the robot's rate.
  held_by text,
  held_until timestamptz,
  -- Since when the receiver wants no more (410 Gone), and the SHA-256 of its address: another address is another receiver.
  disabled_at timestamptz,
  disabled_address bytea,
  constraint held_by_somebody check ((held_by is null) = (held_until is null)),
  constraint disabled_with_address check ((disabled_at is null) = (disabled_address is null))
);
