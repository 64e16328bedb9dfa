-- Grain: one row per group of open problems with the same reason.
create or replace view reporting.problem_group as
select
  problem.reason_group,
  -- Looked up, not aggregated: reasons are long, and in no index.
  (
    select nullif(sample.reason, '')
    from app.problem as sample
    where sample.reason_group = problem.reason_group and sample.closed_at is null
    order by sample.opened_at, sample.problem_id
    limit 1
  ) as sample_reason,
  count(*)::integer as problems,
  count(distinct problem.merchant_id)::integer as merchants,
  min(problem.opened_at) as oldest_at,
  count(distinct (problem.first_id, problem.second_id))::integer as categories
from app.problem
where problem.closed_at is null
group by problem.reason_group;

comment on view reporting.problem_group is
  'One row per group of open problems with the same reason: what one explanation to many merchants would settle.';
comment on column reporting.problem_group.reason_group is
  'What its problems have in common; see problem. Null: not computed yet, for up to a minute after merchants authorized again.';
comment on column reporting.problem_group.sample_reason is
  'The reason of the oldest of them, in the platform''s words; null for no_reason, expired, and where the group is not computed yet.';
comment on column reporting.problem_group.problems is
  'How many open problems it has.';
comment on column reporting.problem_group.merchants is
  'Of how many merchants.';
comment on column reporting.problem_group.oldest_at is
  'When the oldest of them was opened.';
comment on column reporting.problem_group.categories is
  'In how many different categories.';
