-- Grain: one row per category now rejected.
-- Merchants by left join as in category_audit.
-- A query that asks neither for alerted_at nor for anything of the history does not pay for them: one is a subquery in the select
-- list, the other a left join with one row.
create or replace view reporting.rejection as
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
  category.status_since as rejected_since,
  greatest(floor(extract(epoch from now() - category.status_since) / 86400), 0)::integer as days_open,
  history.times_rejected,
  (
    select min(alert_delivery.delivered_at)
    from app.alert
    join app.alert_delivery using (alert_id)
    where alert.type = 'category.audit.rejected' and alert.change_id = history.change_id
  ) as alerted_at,
  category.expired,
  category.expired_since,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) is null as eligible,
  reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) as ineligible_reason,
  history.first_sight
from app.category
left join app.merchant using (merchant_id)
left join app.merchant_visit as visit using (merchant_id)
left join lateral (
  select
    count(*)::integer as times_rejected,
    max(audit_change.change_id) as change_id,
    -- Of the present rejection: only the first of a category can be of the first sight.
    bool_and(audit_change.first_sight) as first_sight
  from app.audit_change
  where audit_change.merchant_id = category.merchant_id
    and audit_change.first_id = category.first_id
    and audit_change.second_id = category.second_id
    and audit_change.change in ('added', 'status_changed')
    and audit_change.audit_status = 2
) as history on true
where category.audit_status = 2;

comment on view reporting.rejection is
  'One row per category now rejected: the list of what has to be corrected and submitted again. A merchant that can no longer be read keeps its rows as in category_audit; confirmed_at shows their age.';
comment on column reporting.rejection.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.rejection.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.rejection.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.rejection.principal_name is
  'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.rejection.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.rejection.first_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.rejection.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.rejection.second_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.rejection.audit_status is
  'Always 2, the platform''s number; here because category_audit has this column.';
comment on column reporting.rejection.audit_status_name is
  'Always rejected; here because category_audit has this column.';
comment on column reporting.rejection.audit_reason is
  'Why it is rejected, in the platform''s words as of the last read; null or empty when the platform gave no reason.';
comment on column reporting.rejection.status_since is
  'When a read first found the present rejection; a new reason does not restart it.';
comment on column reporting.rejection.confirmed_at is
  'When a read of this merchant last found the category still rejected: the age of the row.';
comment on column reporting.rejection.rejected_since is
  'The same as status_since, under a name that fits a list of rejections.';
comment on column reporting.rejection.days_open is
  'Whole days of 24 hours from rejected_since to now, rounded down: 0 during the first day.';
comment on column reporting.rejection.times_rejected is
  'How often the category was rejected in the stored history (found rejected when added, or changed to rejected), the present rejection included. A new reason for the same rejection does not count.';
comment on column reporting.rejection.alerted_at is
  'When the first channel accepted an alert of the present rejection; null while no alert was delivered, for example because the type or all channels are switched off.';
comment on column reporting.rejection.expired is
  'Whether the platform calls it expired (is_expired of getcategory), whatever its audit_status; null when the platform does not say. The first answer that says "not expired" is not a change.';
comment on column reporting.rejection.expired_since is
  'When a read first found it expired; null when it is not. A new name, reason or status does not restart it.';
comment on column reporting.rejection.eligible is
  'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.rejection.ineligible_reason is
  'Why the merchant is not read, as in merchant_coverage; null when it is read.';
comment on column reporting.rejection.first_sight is
  'True for what the very first read of the merchant found rejected: the time of the rejection is unknown. Null where catwalk.category.keep-changes has deleted the change.';
