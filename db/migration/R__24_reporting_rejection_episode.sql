-- Grain: one row per rejection of a category, until it was approved, removed or rejected again. What follows its
-- end is not part of it: a category that is removed and set anew is another matter.
-- Partitioned by the columns that queries filter on, too, as category_period is.
create or replace view reporting.rejection_episode as
select
  step.component_appid,
  step.merchant_appid,
  step.merchant_name,
  step.principal_name,
  step.first_id,
  (array_agg(step.first_name order by step.observed_at, step.change_id))[1] as first_name,
  step.second_id,
  (array_agg(step.second_name order by step.observed_at, step.change_id))[1] as second_name,
  min(step.change_id) as change_id,
  min(step.observed_at) as rejected_at,
  (array_agg(step.audit_reason order by step.observed_at, step.change_id))[1] as audit_reason,
  bool_or(step.first_sight) as first_sight,
  min(step.observed_at) filter (where step.audit_status = 1) as resubmitted_at,
  min(step.observed_at) filter (where step.audit_status = 3) as approved_at,
  min(step.observed_at) filter (where step.change = 'removed') as removed_at
from (
  select
    merchant.merchant_id,
    merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    audit_change.first_id,
    audit_change.first_name,
    audit_change.second_id,
    audit_change.second_name,
    audit_change.change_id,
    audit_change.change,
    audit_change.audit_status,
    audit_change.audit_reason,
    audit_change.first_sight,
    audit_change.observed_at,
    count(*) filter (where audit_change.change in ('added', 'status_changed') and audit_change.audit_status = 2)
      over (history rows unbounded preceding) as episode,
    -- Ends before this change: one more divides what follows the end of an episode from the episode.
    count(*) filter (where audit_change.change = 'removed'
        or audit_change.change in ('added', 'status_changed') and audit_change.audit_status = 3)
      over (history rows between unbounded preceding and 1 preceding) as ends
  from app.audit_change
  join app.merchant using (merchant_id)
  window history as (
    partition by merchant_id, merchant.component_appid, merchant.merchant_appid, merchant.merchant_name,
      merchant.principal_name, audit_change.first_id, audit_change.second_id
    order by audit_change.observed_at, audit_change.change_id
  )
) as step
where step.episode > 0
group by step.merchant_id, step.component_appid, step.merchant_appid, step.merchant_name, step.principal_name,
  step.first_id, step.second_id, step.episode, step.ends
having bool_or(step.change in ('added', 'status_changed') and step.audit_status = 2);

comment on view reporting.rejection_episode is
  'One row per rejection of a category, with what followed until it was approved, removed or rejected again: when it was submitted again, and how it ended. Changes that catwalk.category.keep-changes deleted are missing here as well.';
comment on column reporting.rejection_episode.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.rejection_episode.merchant_appid is
  'Appid of the merchant''s account.';
comment on column reporting.rejection_episode.merchant_name is
  'The account''s name now; null until it was read.';
comment on column reporting.rejection_episode.principal_name is
  'Name of the company behind the account now; null until it was read.';
comment on column reporting.rejection_episode.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.rejection_episode.first_name is
  'Its name when it was rejected; null when the answer had none.';
comment on column reporting.rejection_episode.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.rejection_episode.second_name is
  'Its name when it was rejected; null when the answer had none.';
comment on column reporting.rejection_episode.change_id is
  'The change that rejected it; see audit_change.';
comment on column reporting.rejection_episode.rejected_at is
  'When it was found rejected.';
comment on column reporting.rejection_episode.audit_reason is
  'The platform''s reason when it was rejected; null or empty where it gives none.';
comment on column reporting.rejection_episode.first_sight is
  'True when the very first read of the merchant found it rejected: the time of the rejection is unknown.';
comment on column reporting.rejection_episode.resubmitted_at is
  'When a read first found it under review before that ended; null when none did.';
comment on column reporting.rejection_episode.approved_at is
  'When a read found it approved; null when none did, or it was rejected again or removed before.';
comment on column reporting.rejection_episode.removed_at is
  'When a read found it removed; null when none did, or it was rejected again or approved before.';
