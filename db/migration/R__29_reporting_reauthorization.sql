-- Grain: one row per merchant that has to authorize again.
create or replace view reporting.reauthorization as
select
  merchant.component_appid,
  merchant.merchant_appid,
  merchant.merchant_name,
  need.why,
  case need.why
    when 'revoked' then merchant.revoked_at
    else coalesce(
      (
        select max(event.at) from app.merchant_event as event
        where event.merchant_id = merchant.merchant_id
          and case when need.reason <> 'no_permission_set' then event.kind = 'visit_turned'
            -- Sets that are not needed come and go, and say nothing about those that are.
            else event.kind = 'permission_sets_changed' and exists (
              select from unnest((select walk_setting.permission_sets from app.walk_setting)) as needed
              where event.detail -> 'lost' @> to_jsonb(needed))
          end
      ),
      case when need.reason = 'no_permission_set' then merchant.authorized_at else visit.visited_at end,
      merchant.created_at)
  end as since,
  array(
    select needed
    from unnest((select walk_setting.permission_sets from app.walk_setting)) as needed
    where case need.why
      when 'revoked' then true
      when 'permission_lost' then needed <> all(merchant.permission_sets)
      when 'needs_confirmation' then needed = any(merchant.permission_sets)
      else false
    end
    order by needed
  ) as missing_sets,
  (select max(link.created_at) from app.authorize_link as link where link.merchant_id = merchant.merchant_id) as last_linked_at,
  (
    select case when link.used_at is not null then 'used' when link.revoked_at is not null then 'revoked'
      when link.expires_at <= now() then 'expired' else 'good' end
    from app.authorize_link as link
    where link.merchant_id = merchant.merchant_id
    order by link.created_at desc, link.link_id desc
    limit 1
  ) as last_link_state
from (
  -- By the indexes made for them, few among all that are read.
  select merchant.merchant_id from app.merchant where merchant.authorization_state = 'revoked'
  union
  select merchant_visit.merchant_id from app.merchant_visit where merchant_visit.outcome in ('not_permitted', 'token_lost')
) as unread
join app.merchant using (merchant_id)
left join app.merchant_visit as visit using (merchant_id)
cross join lateral (
  select reason, case
    when reason = 'no_permission_set' then 'permission_lost'
    when reason = 'not_permitted' and visit.errcode in (61016, 61017) then 'needs_confirmation'
    when reason = 'not_permitted' then 'permission_lost'
    when reason in ('revoked', 'token_lost') then reason
  end as why
  from (
    select reporting.ineligible_reason(
      merchant.authorization_state, merchant.facts_read_at is not null, merchant.is_mini_program,
      merchant.permission_sets && (select walk_setting.permission_sets from app.walk_setting), visit.outcome) as reason
  ) as eligibility
) as need
-- Categories of official accounts are never read, so one that withdrew has nothing to authorize again.
where need.why is not null and merchant.is_mini_program is not false;

comment on view reporting.reauthorization is
  'One row per merchant that has to authorize again before its categories can be read: to be sent a link (links create). No official accounts: theirs are never read. From the confirmed withdrawal on, otherwise from the visit that finds it.';
comment on column reporting.reauthorization.component_appid is
  'Appid of the component (third-party platform registration) to be authorized; from the configuration.';
comment on column reporting.reauthorization.merchant_appid is
  'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.reauthorization.merchant_name is
  'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.reauthorization.why is
  'revoked: it withdrew its authorization. permission_lost: it grants none of catwalk.merchant.permission-sets (any more), or the platform refuses the call for lack of permission. needs_confirmation: it granted a set and has yet to confirm it (errcode 61016). token_lost: its refresh token was refused and no other could be found.';
comment on column reporting.reauthorization.since is
  'When we learned of it: from the platform''s confirmation of the withdrawal, the last loss of such a permission set, or the visit that was refused; its first sight when nothing better is known.';
comment on column reporting.reauthorization.missing_sets is
  'Ids of catwalk.merchant.permission-sets that it does not grant, or for needs_confirmation those to be confirmed; any one of them is enough. Empty for token_lost.';
comment on column reporting.reauthorization.last_linked_at is
  'When a link was last made for it; null when none was, or it is gone (three months after its end).';
comment on column reporting.reauthorization.last_link_state is
  'What became of that link: good (it may be used still), used, revoked or expired. Null without a link.';
