-- Grain: one row per merchant.
-- The conditions that the present snapshot is the merchant's own and not closed are always true. They let the planner begin
-- with the few rows of category_snapshot_exhausted.
create or replace view reporting.category_quota as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  snapshot.additions_limit,
  snapshot.additions_left,
  snapshot.category_limit,
  snapshot.category_count,
  visit.confirmed_at,
  merchant.principal_name,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) is null as eligible,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) as ineligible_reason
from app.merchant
left join app.merchant_visit as visit using (merchant_id)
left join app.category_snapshot as snapshot
  on snapshot.snapshot_id = visit.snapshot_id
  and snapshot.merchant_id = visit.merchant_id
  and snapshot.last_seen_at is null;

comment on view reporting.category_quota is
  'One row per merchant, revoked and never read ones included: how many categories it may still add and set, according to its last good read. The monthly numbers of a read of last month are those of last month: see confirmed_at.';
comment on column reporting.category_quota.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_quota.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_quota.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_quota.additions_limit is
  'How many categories may be added per month (limit of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.additions_left is
  'How many additions are left this month (quota of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.category_limit is
  'How many categories may be set at once (category_limit of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.category_count is
  'How many categories are set; null when never read, 0 when a read found none.';
comment on column reporting.category_quota.confirmed_at is
  'When a read last found exactly these numbers; null when never read.';
comment on column reporting.category_quota.eligible is
  'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.category_quota.ineligible_reason is
  'Why the merchant is not read, as in merchant_coverage; null when it is read.';
comment on column reporting.category_quota.principal_name is
  'Name of the company behind the merchant''s account; null until it was read.';
