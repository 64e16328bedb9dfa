-- Grain: one row per problem, closed ones included.
create or replace view reporting.problem_period as
select
  problem.problem_id,
  problem.kind,
  merchant.component_appid,
  merchant.merchant_appid,
  problem.first_id,
  problem.second_id,
  nullif(problem.reason, '') as reason,
  problem.reason_group,
  problem.opened_at,
  problem.closed_at,
  problem.closed_because,
  problem.state,
  problem.owner
from app.problem
left join app.merchant using (merchant_id);

comment on view reporting.problem_period is
  'One row per problem, closed ones included: from when to when a category was rejected or expired. The last one of each category is kept; earlier ones until catwalk.category.keep-changes after they were closed.';
comment on column reporting.problem_period.problem_id is
  'Its number, as in problem.';
comment on column reporting.problem_period.kind is
  'rejected or expired. A category that was both has two rows.';
comment on column reporting.problem_period.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.problem_period.merchant_appid is
  'Appid of the merchant''s account, the platform''s authorizer_appid.';
comment on column reporting.problem_period.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.problem_period.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.problem_period.reason is
  'The platform''s last words for it while it was open; null when the platform gave no reason, and for an expiry.';
comment on column reporting.problem_period.reason_group is
  'The same for reasons that differ in details only; see problem_group. Null for up to a minute after a merchant authorized again.';
comment on column reporting.problem_period.opened_at is
  'When a read first found it; for a merchant that had withdrawn its authorization, when it authorized again.';
comment on column reporting.problem_period.closed_at is
  'When it ended; null while it is open.';
comment on column reporting.problem_period.closed_because is
  'solved: the category was approved, renewed or removed; returned: it was rejected (or expired) again, which opened another problem; revoked: the merchant withdrew its authorization. Null while it is open.';
comment on column reporting.problem_period.state is
  'Its state, as in problem: the present one, or the last before it was closed.';
comment on column reporting.problem_period.owner is
  'Who takes, or last took, care of it; null without an owner.';
