-- Histories refer to each other by number, without a foreign key, as they do to walks: each is kept as long as its own property
-- says. With a foreign key a snapshot, the bulk of the database, could not be deleted before the changes it brought, nor a
-- change before its alerts, and each delete would search the largest tables for references. What is current has its
-- foreign key: merchant_visit to its snapshot.

-- A merchant's categories as they were read, stored only when something changed. Append-only but for last_seen_at, which is
-- written once, when the next snapshot replaces this one.
create table app.category_snapshot (
  snapshot_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  walk_id bigint not null,
  first_seen_at timestamptz not null,
  -- Null while this is the merchant's current snapshot: merchant_visit.confirmed_at says when it was last seen.
  last_seen_at timestamptz,
  content_hash bytea not null,
  category_count integer not null,
  rejected_count integer not null,
  additions_limit integer,
  additions_left integer,
  category_limit integer,
  -- The answer as received, unknown fields included.
  document jsonb not null
);

-- Serves one merchant's history, newest first.
create index category_snapshot_of_merchant on app.category_snapshot (merchant_id, first_seen_at desc);

-- Serves category_snapshot where first_seen_at >= …: whose categories changed lately.
create index category_snapshot_first_seen on app.category_snapshot (first_seen_at);

-- Serves category_quota where nothing can be added, because no addition or no room is left, from the index alone: the rows
-- themselves hold whole answers and lie far apart.
create index category_snapshot_exhausted on app.category_snapshot (merchant_id)
  include (snapshot_id, additions_left, additions_limit, category_limit, category_count)
  where (additions_left = 0 or category_count >= category_limit) and last_seen_at is null;

-- What the current snapshot of a merchant sets.
create table app.category (
  merchant_id bigint not null references app.merchant on delete restrict,
  first_id integer not null,
  second_id integer not null,
  first_name text,
  second_name text,
  audit_status integer not null,
  audit_reason text,
  status_since timestamptz not null,
  -- Null: the platform does not say.
  expired boolean,
  expired_since timestamptz,
  primary key (merchant_id, first_id, second_id),
  constraint expired_since_iff_expired check ((expired_since is not null) = (expired is true))
);

-- Serves the walk over merchants under review and the view of rejections; approved categories, the bulk, stay out of it.
create index category_not_approved on app.category (audit_status, merchant_id) where audit_status <> 3;

-- Serves category_audit where audit_status_name = 'rejected' (or under_review, or unknown): what people write instead of
-- the number that category_not_approved serves.
create index category_not_approved_by_name on app.category (reporting.audit_status_name(audit_status))
  where reporting.audit_status_name(audit_status) <> 'approved';

-- Serves rejection: the oldest or the newest first, and counts per category from the index alone; the planner asks for
-- merchant_id even where it has no use for it.
create index category_rejected on app.category (status_since) include (merchant_id, first_id, second_id)
  where audit_status = 2;

-- Serves category_audit where first_id = … and second_id = …: who has set this category; counts from the index alone.
create index category_of_pair on app.category (first_id, second_id, audit_status, merchant_id);

-- Serves reminders, page by page, and the count of expired categories.
create index category_expired on app.category (merchant_id, first_id, second_id) where expired;

-- One observed change of one category. Append-only.
create table app.audit_change (
  change_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  first_id integer not null,
  second_id integer not null,
  first_name text,
  second_name text,
  -- Of changes of a name only.
  previous_first_name text,
  previous_second_name text,
  change text not null,
  previous_status integer,
  audit_status integer,
  audit_reason text,
  -- Like all columns that show the category: as it is after all that its reading found.
  expired boolean,
  expired_since timestamptz,
  observed_at timestamptz not null,
  previously_read_at timestamptz,
  first_sight boolean not null,
  -- How long the review took that this change ended, in whole seconds; null for every other change. Written with the change:
  -- otherwise a report would have to find the beginnings of millions of decisions in the history.
  review_seconds integer,
  snapshot_id bigint not null,
  walk_id bigint not null,
  constraint known_change check (change in ('added', 'removed', 'status_changed', 'reason_changed', 'expired', 'renewed',
    'renamed')),
  constraint only_additions_at_first_sight check (not first_sight or change = 'added'),
  constraint removed_without_status check ((change = 'removed') = (audit_status is null)),
  constraint review_seconds_only_of_decisions
    check (review_seconds is null or (change = 'status_changed' and previous_status = 1 and audit_status in (2, 3)))
);

-- Serves one merchant's history and the state of a category at an instant; and the API's pages of the changes of a few merchants,
-- from the index alone.
create index audit_change_of_category on app.audit_change (merchant_id, first_id, second_id, observed_at, change_id);

-- Serves rejection: how often a category was rejected, and the change that rejected it last, from the index alone. A list of
-- all rejections asks for both in each of its rows, in a history whose rows lie far apart.
create index audit_change_into_rejection on app.audit_change (merchant_id, first_id, second_id, observed_at, change_id)
  include (first_sight)
  where audit_status = 2 and change in ('added', 'status_changed');

-- Serves "what was rejected since yesterday".
create index audit_change_observed on app.audit_change (observed_at);

-- Serves the console's count of rejections per day, from the index alone; the planner asks for merchant_id here, too.
create index audit_change_rejected on app.audit_change (observed_at) include (merchant_id, first_sight)
  where audit_status = 2 and change in ('added', 'status_changed');

-- Serves audit_change where walk_id = …: what did this walk find.
create index audit_change_of_walk on app.audit_change (walk_id);

-- Serves category_pair.
create index audit_change_of_pair on app.audit_change (first_id, second_id, observed_at);

-- The categories that occur in the history, with their newest names. Found by some hundred look-ups in audit_change_of_pair instead
-- of reading millions of changes.
create view app.category_pair as
with recursive pair as (
  (
    select audit_change.first_id, audit_change.second_id
    from app.audit_change
    order by audit_change.first_id, audit_change.second_id
    limit 1
  )
  union all
  select next_pair.first_id, next_pair.second_id
  from pair
  cross join lateral (
    select audit_change.first_id, audit_change.second_id
    from app.audit_change
    where (audit_change.first_id, audit_change.second_id) > (pair.first_id, pair.second_id)
    order by audit_change.first_id, audit_change.second_id
    limit 1
  ) as next_pair
)
select
  pair.first_id,
  (
    select audit_change.first_name
    from app.audit_change
    where audit_change.first_id = pair.first_id
      and audit_change.second_id = pair.second_id
      and audit_change.first_name is not null
    order by audit_change.observed_at desc
    limit 1
  ) as first_name,
  pair.second_id,
  (
    select audit_change.second_name
    from app.audit_change
    where audit_change.first_id = pair.first_id
      and audit_change.second_id = pair.second_id
      and audit_change.second_name is not null
    order by audit_change.observed_at desc
    limit 1
  ) as second_name
from pair;

-- Serves audit_turnaround and recent_turnaround: the reviews of a pair, the newest of them, and how they ended, from the index
-- alone.
create index audit_change_decided on app.audit_change (first_id, second_id, observed_at)
  include (review_seconds, audit_status)
  where review_seconds is not null;

-- Fields of a category that no code of ours knows, by name: what the platform added. Every node writes its count now and
-- then, so the number is a lower bound.
create table app.unknown_field (
  field_name text primary key,
  last_read_at timestamptz not null,
  times bigint not null
);
