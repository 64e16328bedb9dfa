-- Answers of the platform as they come: names of any length, categories that are approved and expired, names that change,
-- tokens that live shortly, lists that hold fewer merchants than they say.

-- Serves category_audit and category_snapshot of a merchant whose name, not appid, is at hand. A hash: an entry of a B-tree
-- may have 2,704 bytes, and a name is as long as the platform likes.
drop index app.merchant_by_name;
create index merchant_by_name on app.merchant using hash (merchant_name);

-- Null: the platform does not say.
alter table app.category add column expired boolean;
alter table app.category add column expired_since timestamptz;
alter table app.category add constraint expired_since_iff_expired
  check ((expired_since is not null) = (expired is true));

-- Serves reminders, page by page, and the count of expired categories.
create index category_expired on app.category (merchant_id, first_id, second_id) where expired;

-- Each change shows the category as it is after all that its reading found.
alter table app.audit_change add column expired boolean;
alter table app.audit_change add column expired_since timestamptz;
-- Of changes of a name only.
alter table app.audit_change add column previous_first_name text;
alter table app.audit_change add column previous_second_name text;
alter table app.audit_change drop constraint known_change;
alter table app.audit_change add constraint known_change check (change in ('added', 'removed', 'status_changed',
  'reason_changed', 'expired', 'renewed', 'renamed'));

-- Names that changed while that was no history: as of now the history must tell what is set. The answer that brought the
-- name is the present snapshot, or an older one.
insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change, previous_status,
  audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id, previous_first_name,
  previous_second_name)
select category.merchant_id, category.first_id, category.second_id, category.first_name, category.second_name, 'renamed',
  category.audit_status, category.audit_status, category.audit_reason,
  greatest(snapshot.first_seen_at, last.observed_at), last.observed_at, false, snapshot.snapshot_id, snapshot.walk_id,
  last.first_name, last.second_name
from app.category
join app.merchant_visit as visit using (merchant_id)
join app.category_snapshot as snapshot using (snapshot_id)
cross join lateral (
  select first_name, second_name, observed_at from app.audit_change as change
  where change.merchant_id = category.merchant_id and change.first_id = category.first_id
    and change.second_id = category.second_id
  order by observed_at desc, change_id desc
  limit 1) as last
where (category.first_name, category.second_name) is distinct from (last.first_name, last.second_name);

-- When the platform was asked for the token; null for those stored before this was kept.
alter table app.component_token add column access_token_issued_at timestamptz;
alter table app.merchant_token add column access_token_issued_at timestamptz;

-- How many authorizers the platform counted at the last complete reading of its list, and how many the list held.
alter table app.component add column roster_total bigint;
alter table app.component add column roster_found bigint;

-- Fields of a category that no code of ours knows, by name: what the platform began to tell. Written by every node now and
-- then, so the number is a lower bound.
create table app.unknown_field (
  field_name text primary key,
  first_read_at timestamptz not null,
  last_read_at timestamptz not null,
  times bigint not null
);
