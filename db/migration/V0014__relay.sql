-- Pushes that are handed on to other systems. Their content is read from the inbox when it is sent, so what is here goes with
-- the row of the inbox.
create table app.push_delivery (
  push_event_id bigint not null references app.push_event on delete cascade,
  -- The relay's name in the configuration. Called as in alert_delivery, whose statements serve both.
  channel text not null,
  -- withdrawn: a ticket that was outdated before it was delivered.
  state text not null default 'pending',
  attempts integer not null default 0,
  -- Failures since the last redrive; they decide when the next attempt is due and which one is the last. "attempts" counts all.
  failures integer not null default 0,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  last_error text,
  claimed_until timestamptz,
  primary key (push_event_id, channel),
  constraint known_state check (state in ('pending', 'delivered', 'dead', 'withdrawn')),
  constraint delivered_iff_delivered_at check ((state = 'delivered') = (delivered_at is not null)),
  constraint pending_iff_next_attempt check ((state = 'pending') = (next_attempt_at is not null))
);

-- Serves the claim of due deliveries and the count of those that wait.
create index push_delivery_due on app.push_delivery (channel, next_attempt_at, push_event_id) where state = 'pending';

-- Serves redrive, and the warning about relays that gave up.
create index push_delivery_dead on app.push_delivery (channel, push_event_id) where state = 'dead';

-- One row per attempt whose end was recorded; an attempt that died with its process leaves none.
create table app.push_attempt (
  push_event_id bigint not null,
  channel text not null,
  attempt integer not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  -- Null when the receiver accepted.
  error text,
  primary key (push_event_id, channel, attempt),
  foreign key (push_event_id, channel) references app.push_delivery on delete cascade,
  constraint attempts_count_from_one check (attempt > 0)
);

-- When a customer of a merchant last wrote something that no relay took; up to a minute early. Null when that never happened.
alter table app.component add column missed_message_at timestamptz;
