-- Grain: one row per event of a merchant.
-- Each part joins its merchant by itself: only then does the planner apply a condition on the merchant to every part.
create or replace view reporting.merchant_timeline as
select merchant.component_appid, merchant.merchant_appid, merchant.created_at as at, 'first_seen' as kind, '{}'::jsonb as detail,
  merchant.merchant_name, merchant.principal_name
from app.merchant
union all
select merchant.component_appid, merchant.merchant_appid, event.at, event.kind, event.detail,
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.merchant_event as event using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, token.refresh_token_stored_at, 'refresh_token_stored', jsonb_build_object('generation', token.generation),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.merchant_token as token using (merchant_id)
where token.refresh_token_stored_at is not null
union all
select merchant.component_appid, merchant.merchant_appid, token.refused_at, 'refresh_token_refused',
  jsonb_strip_nulls(jsonb_build_object('generation', token.generation, 'errcode', token.refused_errcode)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.merchant_token as token using (merchant_id)
where token.refused_at is not null
union all
select merchant.component_appid, merchant.merchant_appid, visit.visited_at, 'last_visit',
  jsonb_strip_nulls(jsonb_build_object(
    'outcome', visit.outcome, 'errcode', visit.errcode, 'rid', visit.rid, 'walk_id', visit.walk_id)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.merchant_visit as visit using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, snapshot.first_seen_at, 'snapshot',
  jsonb_build_object(
    'snapshot_id', snapshot.snapshot_id, 'category_count', snapshot.category_count, 'rejected_count', snapshot.rejected_count),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.category_snapshot as snapshot using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, change.observed_at, 'category_' || change.change,
  jsonb_strip_nulls(jsonb_build_object(
    'change_id', change.change_id, 'first_id', change.first_id, 'first_name', change.first_name,
    'second_id', change.second_id, 'second_name', change.second_name,
    'previous_status', case when change.previous_status in (1, 2, 3)
      then to_jsonb(reporting.audit_status_name(change.previous_status)) else to_jsonb(change.previous_status) end,
    'status', case when change.audit_status in (1, 2, 3)
      then to_jsonb(reporting.audit_status_name(change.audit_status)) else to_jsonb(change.audit_status) end,
    'reason', nullif(change.audit_reason, ''),
    'expired', change.expired, 'expired_since', change.expired_since,
    'previous_first_name', change.previous_first_name, 'previous_second_name', change.previous_second_name)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.audit_change as change using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, alert.raised_at, 'alert_raised',
  jsonb_strip_nulls(jsonb_build_object('alert_id', alert.alert_id, 'type', alert.type, 'change_id', alert.change_id)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.alert using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, alert.ended_at, 'alert_ended',
  jsonb_build_object('alert_id', alert.alert_id, 'type', alert.type),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.alert using (merchant_id)
where alert.ended_at is not null
union all
select merchant.component_appid, merchant.merchant_appid, problem.opened_at, 'problem_opened',
  jsonb_build_object(
    'problem_id', problem.problem_id, 'kind', problem.kind, 'first_id', problem.first_id, 'second_id', problem.second_id,
    'times_before', problem.times_before),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.problem using (merchant_id)
union all
select merchant.component_appid, merchant.merchant_appid, problem.closed_at, 'problem_closed',
  jsonb_build_object('problem_id', problem.problem_id, 'because', problem.closed_because),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.problem using (merchant_id)
where problem.closed_at is not null
union all
select merchant.component_appid, merchant.merchant_appid, act.acted_at, 'problem_act',
  jsonb_build_object('problem_id', act.problem_id, 'act', act.act, 'by', act.acted_by) || act.detail,
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.problem using (merchant_id)
join app.problem_act as act using (problem_id)
union all
select merchant.component_appid, merchant.merchant_appid, attempt.finished_at,
  case when attempt.error is null then 'alert_delivered' else 'alert_not_delivered' end,
  jsonb_strip_nulls(jsonb_build_object(
    'alert_id', alert.alert_id, 'type', alert.type, 'channel', attempt.channel, 'attempt', attempt.attempt,
    'error', attempt.error)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.alert using (merchant_id)
join app.alert_attempt as attempt using (alert_id)
union all
select merchant.component_appid, merchant.merchant_appid, push.received_at, 'push_received',
  jsonb_strip_nulls(jsonb_build_object(
    'type', push.type, 'processed_at', push.processed_at, 'last_error', push.last_error)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.push_event as push using (merchant_appid, component_appid)
union all
select merchant.component_appid, merchant.merchant_appid, push.received_at, 'push_received',
  jsonb_strip_nulls(jsonb_build_object(
    'type', push.type, 'processed_at', push.processed_at, 'last_error', push.last_error)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.push_event as push on push.about_appid = merchant.merchant_appid and push.component_appid = merchant.component_appid
union all
select merchant.component_appid, merchant.merchant_appid, attempt.finished_at,
  case when attempt.error is null then 'push_relayed' else 'push_not_relayed' end,
  jsonb_strip_nulls(jsonb_build_object(
    'push_id', push.push_event_id, 'event', push.type, 'relay', attempt.channel, 'attempt', attempt.attempt,
    'error', attempt.error)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.push_event as push using (merchant_appid, component_appid)
join app.push_attempt as attempt using (push_event_id)
union all
select merchant.component_appid, merchant.merchant_appid, attempt.finished_at,
  case when attempt.error is null then 'push_relayed' else 'push_not_relayed' end,
  jsonb_strip_nulls(jsonb_build_object(
    'push_id', push.push_event_id, 'event', push.type, 'relay', attempt.channel, 'attempt', attempt.attempt,
    'error', attempt.error)),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.push_event as push on push.about_appid = merchant.merchant_appid and push.component_appid = merchant.component_appid
join app.push_attempt as attempt using (push_event_id)
union all
select merchant.component_appid, merchant.merchant_appid, handout.last_at, 'token_handed_out',
  jsonb_build_object(
    'key', api_key.key_name, 'generation', handout.generation, 'times', handout.times, 'first_at', handout.first_at,
    'address', handout.address),
  merchant.merchant_name, merchant.principal_name
from app.merchant
join app.token_handout as handout using (component_appid, merchant_appid)
join app.api_key using (api_key_id);

comment on view reporting.merchant_timeline is
  'One row per event of a merchant: what happened to it, and what Catwalk did. It shows the last visit, and each visit that ended differently from the one before; when the present tokens were stored, never their values. What a keep property has deleted is missing here as well, pushes after catwalk.push.keep included.';
comment on column reporting.merchant_timeline.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.merchant_timeline.merchant_appid is
  'Appid of the merchant''s account.';
comment on column reporting.merchant_timeline.at is
  'When it happened, or when Catwalk noticed it.';
comment on column reporting.merchant_timeline.kind is
  'first_seen, authorized, revoked, permission_sets_changed, tags_changed (by whom), refresh_token_stored, refresh_token_refused, visit_turned, last_visit, snapshot, category_added, category_removed, category_status_changed, category_reason_changed, category_expired, category_renewed, category_renamed, alert_raised, alert_ended (what it reports has ended), alert_delivered, alert_not_delivered, problem_opened, problem_closed, problem_act (what a person did about it), push_received, push_relayed, push_not_relayed, token_handed_out (at its last time); later versions may add kinds.';
comment on column reporting.merchant_timeline.detail is
  'Details, depending on kind; unknown ones are left out, and a status that the platform never documented is shown as its number. Outcomes are those of walk_ledger, with read for both changed and unchanged.';
comment on column reporting.merchant_timeline.merchant_name is
  'The account''s name now; null until it was read.';
comment on column reporting.merchant_timeline.principal_name is
  'Name of the company behind the account now; null until it was read.';
