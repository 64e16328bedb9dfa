-- Grain: one row per open problem: a category that is rejected or expired, and who takes care of it.
-- Every row has its merchant and its category. The left joins let the planner leave them out of counts.
create or replace view reporting.problem as
select
  problem.problem_id,
  problem.kind,
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  merchant.principal_name,
  merchant.tags,
  problem.first_id,
  category.first_name,
  problem.second_id,
  category.second_name,
  nullif(problem.reason, '') as reason,
  problem.reason_group,
  problem.opened_at,
  greatest(floor(extract(epoch from now() - problem.opened_at) / 86400), 0)::integer as days_open,
  problem.times_before,
  problem.state,
  problem.owner,
  problem.note,
  problem.until,
  problem.touched_by,
  problem.touched_at,
  case when problem.change_id is not null then (
    select min(alert_delivery.delivered_at)
    from app.alert
    join app.alert_delivery using (alert_id)
    where alert.change_id = problem.change_id
      and alert.type = case problem.kind when 'rejected' then 'category.audit.rejected' else 'category.expired' end
  ) else (
    -- Opened with its merchant's authorization, which no change records.
    select min(alert_delivery.delivered_at)
    from app.alert
    join app.alert_delivery using (alert_id)
    where alert.merchant_id = problem.merchant_id and alert.data ->> 'problem_id' = problem.problem_id::text
  ) end as alerted_at,
  problem.version
from app.problem
left join app.merchant using (merchant_id)
left join app.category using (merchant_id, first_id, second_id)
where problem.closed_at is null;

comment on view reporting.problem is
  'One row per open problem: the work list. It opens in the transaction that records the change, and closes when a read finds the category not rejected (or expired) any more, nor under review, or when the merchant withdraws its authorization. When the merchant authorizes again, it goes on with its state, owner and note, under another number. A closed problem is seen in merchant_timeline.';
comment on column reporting.problem.problem_id is
  'Its number. A category that becomes a problem again gets another one.';
comment on column reporting.problem.kind is
  'rejected or expired. A category that is both has two rows.';
comment on column reporting.problem.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.problem.merchant_appid is
  'Appid of the merchant''s account, the platform''s authorizer_appid.';
comment on column reporting.problem.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.problem.principal_name is
  'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.problem.tags is
  'What the provider says of the merchant, as in merchant_coverage: an object of up to ten keys, each with a text; {} without any.';
comment on column reporting.problem.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.problem.first_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.problem.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.problem.second_name is
  'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.problem.reason is
  'Why the platform rejected it, in the platform''s words, also while it is under review again; null when the platform gave no reason, and for an expiry.';
comment on column reporting.problem.reason_group is
  'The same for reasons that differ in white space, width of characters, digits, dates, quoted names or addresses, or after their first thousand characters, only; see problem_group. no_reason: the platform gave none; expired: an expiry. Null for up to a minute after a merchant authorized again.';
comment on column reporting.problem.opened_at is
  'When a read first found it; for a merchant that had withdrawn its authorization, when it authorized again.';
comment on column reporting.problem.days_open is
  'Whole days of 24 hours from opened_at to now, rounded down: 0 during the first day.';
comment on column reporting.problem.times_before is
  'How often the same category of this merchant was such a problem before.';
comment on column reporting.problem.state is
  'open: waits for a person; acknowledged: a person has seen it; waiting_merchant: the merchant was asked; ignored: nothing is to be done; resubmitted: a read found the category under review again. Neither of the last four is reminded before until, or at all without it.';
comment on column reporting.problem.owner is
  'Who takes care of it, as typed or as the console calls its user; null without an owner. When a resubmitted category is rejected again, its owner takes care of the new problem too.';
comment on column reporting.problem.note is
  'The last note that was written; earlier ones are in merchant_timeline. Null without one.';
comment on column reporting.problem.until is
  'Until when it is acknowledged, waiting or ignored: then reminders begin again, and the state stays. Null: without an end.';
comment on column reporting.problem.touched_by is
  'Who did the last act: a user, or an API key''s name behind "api key"; null before the first. All acts are in merchant_timeline.';
comment on column reporting.problem.touched_at is
  'When that was; null before the first act.';
comment on column reporting.problem.alerted_at is
  'When the first channel accepted an alert of it; null while none did. Where a merchant authorized again, which is not alerted, a reminder''s.';
comment on column reporting.problem.version is
  'Grows with each act, and each read that changes the problem. An act that names an older one is refused.';
