-- How the merchant's last visit ended: the only row that a visit writes when nothing changed, hence narrow and with room for
-- updates in place.
create table app.merchant_visit (
  merchant_id bigint primary key references app.merchant on delete restrict,
  snapshot_id bigint references app.category_snapshot on delete restrict,
  content_hash bytea,
  outcome text not null,
  errcode integer,
  rid text,
  consecutive_failures integer not null default 0,
  -- Until then the outcome holds and the platform is not asked; null: ask.
  hold_until timestamptz,
  -- The walk whose read found nothing where categories were known; a later walk has to agree before that is believed.
  empty_walk_id bigint,
  -- When that walk asked: a second empty answer counts only some minutes later.
  empty_read_at timestamptz,
  -- From here on, what each visit changes. Side by side: an update in place logs all that lies between the first byte and the last
  -- that differ.
  walk_id bigint not null,
  visited_at timestamptz not null,
  succeeded_at timestamptz,
  -- Start of the newest read that was recorded: an answer to an older question is dropped.
  read_at timestamptz,
  confirmed_at timestamptz,
  constraint known_outcome check (outcome in ('changed', 'unchanged', 'not_permitted', 'not_supported', 'revoked',
    'token_lost', 'throttled', 'deferred', 'failed')),
  constraint snapshot_with_its_hash check ((snapshot_id is null) = (content_hash is null))
) with (fillfactor = 70);

-- Serves the foreign key when old snapshots are deleted. A visit that finds nothing new does not touch it.
create index merchant_visit_snapshot on app.merchant_visit (snapshot_id);

-- Serves reauthorization, and the end of a walk, which counts what failed. A visit that ends like the one before does not touch
-- it; one that ends otherwise is no update in place.
create index merchant_visit_failed on app.merchant_visit (merchant_id, outcome)
  where outcome in ('failed', 'token_lost', 'throttled', 'not_permitted');
