-- A merchant's categories as they were read, kept only when something changed. Append-only but for last_seen_at, which is
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
  primary key (merchant_id, first_id, second_id)
);

-- Serves the walk over merchants under review and the view of rejections; approved categories, the bulk, stay out of it.
create index category_not_approved on app.category (audit_status, merchant_id) where audit_status <> 3;

-- One observed change of one category. Append-only.
create table app.audit_change (
  change_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  first_id integer not null,
  second_id integer not null,
  first_name text,
  second_name text,
  change text not null,
  previous_status integer,
  audit_status integer,
  audit_reason text,
  observed_at timestamptz not null,
  previously_read_at timestamptz,
  first_sight boolean not null,
  snapshot_id bigint not null references app.category_snapshot on delete restrict,
  walk_id bigint not null,
  constraint known_change check (change in ('added', 'removed', 'status_changed', 'reason_changed')),
  constraint only_additions_at_first_sight check (not first_sight or change = 'added'),
  constraint removed_without_status check ((change = 'removed') = (audit_status is null))
);

-- Serves one merchant's history and the state of a category at an instant.
create index audit_change_of_category on app.audit_change (merchant_id, first_id, second_id, observed_at);

-- Serves "what was rejected since yesterday".
create index audit_change_observed on app.audit_change (observed_at);

-- How the merchant's last visit ended: the only row a visit writes when nothing changed, hence narrow and with room for
-- updates in place.
create table app.merchant_visit (
  merchant_id bigint primary key references app.merchant on delete restrict,
  walk_id bigint not null,
  outcome text not null,
  errcode integer,
  rid text,
  visited_at timestamptz not null,
  succeeded_at timestamptz,
  consecutive_failures integer not null default 0,
  -- Until then the outcome stands and the platform is not asked; null: ask.
  hold_until timestamptz,
  -- Start of the newest read that was recorded: an answer to an older question is dropped.
  read_at timestamptz,
  confirmed_at timestamptz,
  snapshot_id bigint references app.category_snapshot on delete restrict,
  content_hash bytea,
  -- The walk whose read found nothing where categories were known; a later walk has to agree before that is believed.
  empty_walk_id bigint,
  constraint known_outcome check (outcome in ('changed', 'unchanged', 'not_permitted', 'not_supported', 'revoked',
    'token_lost', 'throttled', 'deferred', 'failed')),
  constraint snapshot_with_its_hash check ((snapshot_id is null) = (content_hash is null))
) with (fillfactor = 70);
