-- Grain: one row per merchant.
-- That the present snapshot is the merchant's own and not closed goes without saying; said, it lets the planner begin with
-- the few of category_snapshot_exhausted.
create or replace view reporting.category_quota as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  snapshot.additions_limit,
  snapshot.additions_left,
  snapshot.category_limit,
  snapshot.category_count,
  visit.confirmed_at
from app.merchant
left join app.merchant_visit as visit using (merchant_id)
left join app.category_snapshot as snapshot
  on snapshot.snapshot_id = visit.snapshot_id
  and snapshot.merchant_id = visit.merchant_id
  and snapshot.last_seen_at is null;

comment on view reporting.category_quota is
  'One row per merchant, revoked and never read ones included: how many categories it may still add and set, as its last good read found it. The monthly numbers of a read made last month are last month''s: look at confirmed_at.';
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
