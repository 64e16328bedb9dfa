-- Grain: one row per change that left a category set: what was true from then until the next change of this category.
-- The windows are also partitioned by the columns that queries filter on. That changes no result, and lets the planner read
-- only one merchant's history: it moves a condition below a window only if the condition is on a partitioning column.
create or replace view reporting.category_period as
select
  period.component_appid,
  period.merchant_appid,
  period.merchant_name,
  period.principal_name,
  period.first_id,
  period.first_name,
  period.second_id,
  period.second_name,
  period.audit_status,
  reporting.audit_status_name(period.audit_status) as audit_status_name,
  period.audit_reason,
  period.status_since,
  period.observed_at,
  period.superseded_at,
  period.expired,
  period.expired_since
from (
  select
    merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    audit_change.first_id,
    audit_change.first_name,
    audit_change.second_id,
    audit_change.second_name,
    audit_change.change,
    audit_change.audit_status,
    audit_change.audit_reason,
    audit_change.observed_at,
    audit_change.expired,
    audit_change.expired_since,
    max(audit_change.observed_at) filter (where audit_change.change in ('added', 'status_changed'))
      over history as status_since,
    lead(audit_change.observed_at) over history as superseded_at
  from app.audit_change
  join app.merchant using (merchant_id)
  window history as (
    partition by merchant_id, merchant.component_appid, merchant.merchant_appid, merchant.merchant_name,
      merchant.principal_name, audit_change.first_id, audit_change.second_id
    order by audit_change.observed_at, audit_change.change_id
    rows unbounded preceding
  )
) as period
where period.change <> 'removed';

comment on view reporting.category_period is
  'One row per change that left a category set, with the time during which it was the latest: from observed_at until just before superseded_at. category_audit_as_of reads this view; it goes back as far as the stored history.';
comment on column reporting.category_period.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_period.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_period.merchant_name is
  'The account''s name now, not at that time; null until it was read.';
comment on column reporting.category_period.principal_name is
  'The company or person behind the account now, not at that time; null until it was read.';
comment on column reporting.category_period.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.category_period.first_name is
  'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.category_period.second_name is
  'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.audit_status is
  'The number as the platform gives it, undocumented numbers included; audit_status_name decodes it.';
comment on column reporting.category_period.audit_status_name is
  'under_review, rejected, approved, or unknown for any other number.';
comment on column reporting.category_period.audit_reason is
  'Reason in the platform''s words; null or empty where it gives none.';
comment on column reporting.category_period.status_since is
  'When a read first found this status; earlier than observed_at where something else changed; null when the change to this status was deleted.';
comment on column reporting.category_period.observed_at is
  'When the read that began the period was made; the row is valid from then on.';
comment on column reporting.category_period.superseded_at is
  'When a read found the next change of this category of this merchant, its removal included; null while there is none.';
comment on column reporting.category_period.expired is
  'Whether the platform called it expired; null when it did not say.';
comment on column reporting.category_period.expired_since is
  'When a read first found it expired; null when it was not.';
