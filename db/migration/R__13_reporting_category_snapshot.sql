-- Grain: one row per stored snapshot: a merchant's categories and quota, stored only when they differ from the one before.
-- Merchants by left join as in category_audit.
create or replace view reporting.category_snapshot as
select
  category_snapshot.snapshot_id,
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  category_snapshot.first_seen_at,
  coalesce(category_snapshot.last_seen_at, visit.confirmed_at) as last_seen_at,
  category_snapshot.category_count,
  category_snapshot.rejected_count,
  category_snapshot.additions_limit,
  category_snapshot.additions_left,
  category_snapshot.category_limit,
  category_snapshot.document
from app.category_snapshot
left join app.merchant using (merchant_id)
left join app.merchant_visit as visit
  on visit.merchant_id = category_snapshot.merchant_id and visit.snapshot_id = category_snapshot.snapshot_id;

comment on view reporting.category_snapshot is
  'One row per stored snapshot: the platform''s answer to a read of a merchant''s categories, stored only when it differs from the one before. An unchanged read moves last_seen_at only. Where catwalk.category.keep-snapshots is set, snapshots that were replaced longer ago are deleted; a merchant''s current one always stays.';
comment on column reporting.category_snapshot.snapshot_id is
  'Grows in the order of recording; equals the snapshot_id of audit_change.';
comment on column reporting.category_snapshot.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_snapshot.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_snapshot.merchant_name is
  'The account''s name now, not at the time of the read; null until it was read.';
comment on column reporting.category_snapshot.first_seen_at is
  'When the read that stored it was made.';
comment on column reporting.category_snapshot.last_seen_at is
  'The last read that still found the same. For the current snapshot it moves with every such read; for an older one it is fixed.';
comment on column reporting.category_snapshot.category_count is
  'How many categories were set.';
comment on column reporting.category_snapshot.rejected_count is
  'How many of them had audit_status 2.';
comment on column reporting.category_snapshot.additions_limit is
  'How many categories may be added per month (limit of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.additions_left is
  'How many of those additions were left in that month (quota of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.category_limit is
  'How many categories may be set at once (category_limit of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.document is
  'The whole answer of getcategory as received, unknown fields included. A later answer that differs only in unknown fields is not stored.';
