-- Grain: one row per merchant and category now set.
-- Every row has its merchant. The left join lets the planner leave the merchants out where a query asks for none of their
-- columns, such as a count.
create or replace view reporting.category_audit as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  merchant.principal_name,
  category.first_id,
  category.first_name,
  category.second_id,
  category.second_name,
  category.audit_status,
  reporting.audit_status_name(category.audit_status) as audit_status_name,
  category.audit_reason,
  category.status_since,
  visit.confirmed_at,
  category.expired,
  category.expired_since,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) is null as eligible,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) as ineligible_reason
from app.category
left join app.merchant using (merchant_id)
left join app.merchant_visit as visit using (merchant_id);

comment on view reporting.category_audit is
  'One row per merchant and category now set, with its audit status. A merchant that can no longer be read (revoked, permission withdrawn, failing) keeps the rows of its last good read: confirmed_at shows their age, merchant_coverage the reason.';
comment on column reporting.category_audit.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_audit.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid. An account that authorized two components has rows under each.';
comment on column reporting.category_audit.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_audit.principal_name is
  'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_audit.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.category_audit.first_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.category_audit.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.category_audit.second_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.category_audit.audit_status is
  'The number as the platform gives it, undocumented numbers included; audit_status_name decodes it.';
comment on column reporting.category_audit.audit_status_name is
  'under_review, rejected, approved, or unknown for any other number.';
comment on column reporting.category_audit.audit_reason is
  'Why the platform rejected it, in the platform''s words; null or empty for most other statuses.';
comment on column reporting.category_audit.status_since is
  'When a read first found the present status. The platform gives no times: the decision itself is older, by up to the time between two visits.';
comment on column reporting.category_audit.confirmed_at is
  'When a read of this merchant last found exactly this row: the age of the row.';
comment on column reporting.category_audit.expired is
  'Whether the platform calls it expired (is_expired of getcategory), whatever its audit_status; null when the platform does not say. The first answer that says "not expired" is not a change.';
comment on column reporting.category_audit.expired_since is
  'When a read first found it expired; null when it is not. A new name, reason or status does not restart it.';
comment on column reporting.category_audit.eligible is
  'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.category_audit.ineligible_reason is
  'Why the merchant is not read, as in merchant_coverage; null when it is read.';
