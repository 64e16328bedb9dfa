-- Grain: one row per observed change of one category of one merchant.
-- Merchants by left join as in category_audit.
create or replace view reporting.audit_change as
select
  audit_change.change_id,
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  audit_change.first_id,
  audit_change.first_name,
  audit_change.second_id,
  audit_change.second_name,
  audit_change.change,
  audit_change.previous_status,
  audit_change.audit_status,
  audit_change.audit_reason,
  audit_change.observed_at,
  audit_change.previously_read_at,
  audit_change.first_sight,
  audit_change.snapshot_id,
  audit_change.walk_id,
  audit_change.expired,
  audit_change.expired_since,
  audit_change.previous_first_name,
  audit_change.previous_second_name,
  case when audit_change.audit_status is not null then reporting.audit_status_name(audit_change.audit_status) end
    as audit_status_name,
  case when audit_change.previous_status is not null then reporting.audit_status_name(audit_change.previous_status) end
    as previous_status_name
from app.audit_change
left join app.merchant using (merchant_id);

comment on view reporting.audit_change is
  'One row per observed change of one category of one merchant: the history. Rows are never altered. Two changes between two reads are one row here. A read may find several changes of one category: each of those rows then shows the category after all of them. Where catwalk.category.keep-changes is set, older changes are deleted, the oldest first, except the last one before that time of each category, and all changes of a category that is rejected or expired now.';
comment on column reporting.audit_change.change_id is
  'Grows in the order of recording; equals the change_id of alerts and of the webhook''s data. Pages of merchants are recorded side by side, so a row may show after one with a greater number.';
comment on column reporting.audit_change.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.audit_change.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.audit_change.merchant_name is
  'The account''s name now, not at the time of the change; null until it was read.';
comment on column reporting.audit_change.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.audit_change.first_name is
  'Its name in the read that found the change (of a removed category: its last known name); null when the answer had none.';
comment on column reporting.audit_change.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.audit_change.second_name is
  'Its name in the read that found the change (of a removed category: its last known name); null when the answer had none.';
comment on column reporting.audit_change.change is
  'added: not set before; removed: set before, not any more; status_changed: another audit_status; reason_changed: the same audit_status with another reason; expired, renewed: the platform calls it expired, or no longer does; renamed: another name.';
comment on column reporting.audit_change.previous_status is
  'audit_status before the change, the platform''s number; null when added.';
comment on column reporting.audit_change.audit_status is
  'audit_status after the change, the platform''s number (1 under review, 2 rejected, 3 approved); null when removed.';
comment on column reporting.audit_change.audit_reason is
  'Reason after the change, in the platform''s words; null when removed, and null or empty where the platform gives none.';
comment on column reporting.audit_change.observed_at is
  'When the read that found the change was made. The change itself happened after previously_read_at and not later than this. The row shows when the read''s whole page of merchants is recorded, seconds or minutes later.';
comment on column reporting.audit_change.previously_read_at is
  'The last good read before, which still found the old state; null when first_sight is true.';
comment on column reporting.audit_change.first_sight is
  'True for what the very first read of a merchant found: it had existed before, for an unknown time.';
comment on column reporting.audit_change.snapshot_id is
  'The snapshot stored by the read that found the change; see category_snapshot, from which catwalk.category.keep-snapshots may have deleted it.';
comment on column reporting.audit_change.walk_id is
  'The walk that made this read; see walk, from which catwalk.walk.keep may have deleted it.';
comment on column reporting.audit_change.expired is
  'Whether the category was expired after the change; null when the platform did not say, and when removed.';
comment on column reporting.audit_change.expired_since is
  'When a read first found it expired; null when it was not.';
comment on column reporting.audit_change.previous_first_name is
  'first_name before the change; null unless change is renamed, or when it had none.';
comment on column reporting.audit_change.previous_second_name is
  'second_name before the change; null unless change is renamed, or when it had none.';
comment on column reporting.audit_change.audit_status_name is
  'audit_status in words: under_review, rejected, approved, or unknown for any other number; null when removed.';
comment on column reporting.audit_change.previous_status_name is
  'previous_status in the same words; null when added.';
