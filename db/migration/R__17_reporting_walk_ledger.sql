-- Grain: one row per walk and outcome that occurred.
create or replace view reporting.walk_ledger as
select
  walk_ledger.walk_id,
  walk_ledger.outcome,
  walk_ledger.merchants,
  -- Not a join: with one, a query about one walk could not use the index of the ledger.
  (select walk.component_appid from app.walk where walk.walk_id = walk_ledger.walk_id) as component_appid
from app.walk_ledger
union all
-- The sums of a running walk are not stored yet; each of its slices has its own counts.
select
  walk_slice_outcome.walk_id,
  walk_slice_outcome.outcome,
  sum(walk_slice_outcome.merchants)::integer,
  walk.component_appid
from app.walk_slice_outcome
join app.walk using (walk_id)
where walk.state = 'running'
group by walk_slice_outcome.walk_id, walk_slice_outcome.outcome, walk.component_appid;

comment on view reporting.walk_ledger is
  'One row per walk and outcome that occurred. For a running walk it counts the merchants recorded so far; for a finished one the counts add up to walk.merchants. It is deleted with its walk.';
comment on column reporting.walk_ledger.walk_id is
  'The walk whose merchants are counted; its times, scope and end are in walk.';
comment on column reporting.walk_ledger.outcome is
  'changed, unchanged, not_permitted, not_supported, revoked, token_lost, throttled, deferred or failed. An outcome that no merchant had has no row.';
comment on column reporting.walk_ledger.merchants is
  'How many merchants of the walk had this outcome. Each merchant is counted under exactly one outcome.';
comment on column reporting.walk_ledger.component_appid is
  'As in walk: the component whose merchants are counted; null when they belong to several components.';
