-- Grain: one row per merchant, category and period in which its audit status and reason stood still.
-- Not in the contract's list: category_audit_as_of reads it, because a function runs with its caller's rights and readers
-- have none on the tables.
create or replace view reporting.category_period as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  merchant.principal_name,
  period.first_id,
  period.first_name,
  period.second_id,
  period.second_name,
  period.audit_status,
  reporting.audit_status_name(period.audit_status) as audit_status_name,
  period.audit_reason,
  case
    when period.change <> 'reason_changed' then period.observed_at
    else (
      select max(beginning.observed_at)
      from app.audit_change as beginning
      where beginning.merchant_id = period.merchant_id
        and beginning.first_id = period.first_id
        and beginning.second_id = period.second_id
        and beginning.observed_at <= period.observed_at
        and beginning.change in ('added', 'status_changed')
    )
  end as status_since,
  period.observed_at as valid_from,
  successor.observed_at as valid_until
from app.audit_change as period
join app.merchant using (merchant_id)
left join lateral (
  select later.observed_at
  from app.audit_change as later
  where later.merchant_id = period.merchant_id
    and later.first_id = period.first_id
    and later.second_id = period.second_id
    and (later.observed_at, later.change_id) > (period.observed_at, period.change_id)
  order by later.observed_at, later.change_id
  limit 1
) as successor on true
where period.change <> 'removed';

comment on view reporting.category_period is
  'One row per merchant, category and period in which its audit status and reason stood still, from the history: what was set when. For the state at one instant ask category_audit_as_of.';
comment on column reporting.category_period.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_period.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_period.merchant_name is
  'The account''s name now, not in that period; null until it was read.';
comment on column reporting.category_period.principal_name is
  'The company or person behind the account now, not in that period; null until it was read.';
comment on column reporting.category_period.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.category_period.first_name is
  'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.category_period.second_name is
  'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.audit_status is
  'audit_status in that period, the platform''s number, also one it never documented.';
comment on column reporting.category_period.audit_status_name is
  'under_review, rejected, approved, or unknown for any other number.';
comment on column reporting.category_period.audit_reason is
  'The platform''s reason in that period, its wording; null or empty for most statuses but rejected.';
comment on column reporting.category_period.status_since is
  'When a read first found the period''s status; earlier than valid_from when only the reason changed at valid_from, null when that older change is no longer kept.';
comment on column reporting.category_period.valid_from is
  'When the read that began the period was made. The period includes this instant.';
comment on column reporting.category_period.valid_until is
  'When a read first found something else or nothing; null while it lasts. The period excludes this instant.';
