-- One pass over merchants.
create table app.walk (
  walk_id bigint generated always as identity primary key,
  scope text not null,
  -- The component of the merchants; null for a walk over several components.
  component_appid text references app.component on delete restrict,
  planned_at timestamptz not null,
  -- Whether it was due: by its schedule, or as the first walk of all. The heartbeat reports no other walks.
  scheduled boolean not null default false,
  started_at timestamptz,
  finished_at timestamptz,
  state text not null,
  stop_errcode integer,
  stop_reason text,
  -- How many merchants the scope held when the walk was planned.
  merchants integer not null default 0,
  constraint known_scope check (scope in ('all', 'under_review', 'merchant')),
  constraint known_state check (state in ('running', 'completed', 'stopped', 'skipped')),
  constraint finished_iff_not_running check ((state = 'running') = (finished_at is null)),
  constraint stopped_with_a_reason check (state <> 'stopped' or stop_reason is not null)
);

-- A walk that is due while another of its scope runs is skipped: the index decides, whichever node asks.
create unique index one_running_walk_per_scope on app.walk (scope) where state = 'running' and scope <> 'merchant';

-- Serves the upkeep, which finds walks that a dead node left behind.
create index walk_running on app.walk (walk_id) where state = 'running';

-- Serves the walks of one scope, the newest first, and "which is the last completed one?", which retention asks for each old walk,
-- and the metrics: between two walks of a scope lie thousands of walks over one merchant, and a scope that is switched off may
-- have none at all.
create index walk_of_scope on app.walk (scope, walk_id);

-- Serves walk where planned_at >= …: most rows are walks over one merchant, which pushes cause. Also serves the question
-- whether a walk that is due was started, or skipped, before its node died.
create index walk_planned on app.walk (planned_at);

-- The part of a walk that one Quartz job does. The merchants are fixed when the walk is planned, so the ledger adds up to the
-- scope whatever happens to the merchants meanwhile. position is how many of them are recorded; it moves in the transaction
-- that records them, so a slice that runs twice, or on two nodes at once, counts no merchant twice.
create table app.walk_slice (
  walk_id bigint not null references app.walk on delete cascade,
  slice_no integer not null,
  component_appid text not null references app.component on delete restrict,
  merchant_ids bigint[] not null,
  merchants integer not null,
  position integer not null default 0,
  -- The node, by its name in the Quartz cluster, that works on the slice without a Quartz job, in the thread that planned it:
  -- when that node has died, upkeep gives the slice to another. Null: the slice has a job.
  node text,
  primary key (walk_id, slice_no),
  constraint position_within_slice check (position between 0 and merchants),
  constraint merchants_counts_merchant_ids check (merchants = cardinality(merchant_ids))
);

create table app.walk_slice_outcome (
  walk_id bigint not null,
  slice_no integer not null,
  outcome text not null,
  merchants integer not null,
  primary key (walk_id, slice_no, outcome),
  foreign key (walk_id, slice_no) references app.walk_slice on delete cascade,
  constraint known_outcome check (outcome in ('changed', 'unchanged', 'not_permitted', 'not_supported', 'revoked',
    'token_lost', 'throttled', 'deferred', 'failed'))
);

-- The sums of a finished walk; its slices are deleted by then.
create table app.walk_ledger (
  walk_id bigint not null references app.walk on delete cascade,
  outcome text not null,
  merchants integer not null,
  primary key (walk_id, outcome),
  constraint known_outcome check (outcome in ('changed', 'unchanged', 'not_permitted', 'not_supported', 'revoked',
    'token_lost', 'throttled', 'deferred', 'failed'))
);

-- What kept the finished walk from reading merchants, with one of them. Summed up when it ends: each of these merchants has
-- another visit an hour later, and the visits of a million cannot be searched for each look at a walk.
create table app.walk_failure (
  walk_id bigint not null references app.walk on delete cascade,
  outcome text not null,
  -- Null: the platform gave none.
  errcode integer,
  merchants integer not null,
  merchant_id bigint not null references app.merchant on delete restrict,
  rid text
);

-- With a code that the platform does not have instead of null: "nulls not distinct" is not known to PostgreSQL 14.
create unique index one_row_per_failure on app.walk_failure (walk_id, outcome, coalesce(errcode, -2147483648));

-- The component whose trouble ended this walk early for its merchants; the walk continues for other components.
create table app.walk_stop (
  walk_id bigint not null references app.walk on delete cascade,
  component_appid text not null references app.component on delete restrict,
  stopped_at timestamptz not null,
  errcode integer,
  reason text not null,
  primary key (walk_id, component_appid)
);

-- What the daemon is configured to walk, so that SQL can say who is eligible. One row, written at every start.
create table app.walk_setting (
  only_row boolean primary key default true,
  -- catwalk.merchant.permission-sets: a merchant is walked when it granted any of these.
  permission_sets integer[] not null default '{30,61}',
  constraint one_row_only check (only_row),
  constraint some_permission_set check (cardinality(permission_sets) > 0)
);

insert into app.walk_setting default values;
