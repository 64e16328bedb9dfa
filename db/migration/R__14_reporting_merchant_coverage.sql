-- Grain: one row per merchant, revoked ones included.
create or replace view reporting.merchant_coverage as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  merchant.principal_name,
  merchant.authorization_state,
  merchant.permission_sets,
  eligibility.ineligible_reason is null as eligible,
  eligibility.ineligible_reason,
  visit.visited_at as last_visited_at,
  visit.succeeded_at as last_succeeded_at,
  visit.outcome as last_outcome,
  visit.errcode as last_errcode,
  visit.rid as last_rid,
  coalesce(visit.consecutive_failures, 0) as consecutive_failures,
  merchant.created_at as first_seen_at,
  merchant.authorized_at,
  merchant.tags
from app.merchant
left join app.merchant_visit as visit using (merchant_id)
cross join lateral (
  select reporting.ineligible_reason(
    merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
    merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome)
    as ineligible_reason
) as eligibility;

comment on view reporting.merchant_coverage is
  'One row per merchant, revoked ones included: whether its categories are read, when they were read last, and if not, why. The publish-test accounts of the platform are not merchants.';
comment on column reporting.merchant_coverage.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.merchant_coverage.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.merchant_coverage.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.merchant_coverage.principal_name is
  'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.merchant_coverage.authorization_state is
  'authorized, or revoked once the withdrawal was confirmed with the platform. A revoked merchant that authorizes again is authorized.';
comment on column reporting.merchant_coverage.permission_sets is
  'Ids of the permission sets that the merchant granted (func_info), as last read; empty when none, or not read yet.';
comment on column reporting.merchant_coverage.eligible is
  'True when its categories can be read, as far as we know; exactly then ineligible_reason is null.';
comment on column reporting.merchant_coverage.ineligible_reason is
  'Null when eligible, else the first reason that applies: revoked; facts_unknown (its account facts were not read yet); not_mini_program; no_permission_set (granted none of catwalk.merchant.permission-sets). If none of these applies, the outcome of its last visit when that was not_permitted, not_supported or token_lost (the merchant must authorize again).';
comment on column reporting.merchant_coverage.last_visited_at is
  'When its last visit ended, whatever its outcome; null when it was never visited.';
comment on column reporting.merchant_coverage.last_succeeded_at is
  'When the last visit that read its categories ended; null when no visit did.';
comment on column reporting.merchant_coverage.last_outcome is
  'How its last visit ended: changed, unchanged, not_permitted, not_supported, revoked, token_lost, throttled, deferred, failed; null when it was never visited.';
comment on column reporting.merchant_coverage.last_errcode is
  'The platform''s errcode that decided last_outcome; null without one, as after a success or a time-out.';
comment on column reporting.merchant_coverage.last_rid is
  'The platform''s request id of that answer, for questions to its support; null when it sent none.';
comment on column reporting.merchant_coverage.consecutive_failures is
  'How many visits ended failed since the last one that read its categories; 0 when it was never visited.';
comment on column reporting.merchant_coverage.first_seen_at is
  'When Catwalk first learned of it.';
comment on column reporting.merchant_coverage.authorized_at is
  'When it last authorized, according to the platform''s list; null until a roster has shown it.';
comment on column reporting.merchant_coverage.tags is
  'What the provider says of it: an object of up to ten keys, each with a text; {} without any. Set by merchants tag, merchants import and the API.';
