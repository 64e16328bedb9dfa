-- Fills an empty, migrated database with a fleet and the two years that lie behind it, for measuring reports:
--
--   psql -c "set catwalk.merchants = 1000000" -f fleet.sql -c "vacuum analyze" DATABASE
--
-- Per merchant about 3 categories, 20 changes, 8 snapshots and 3 alerts; per rejection or decision a walk of its own, as
-- pushes cause them, beside the scheduled ones. Whatever happened is stored in the order in which it happened, as the daemon
-- does it: one merchant's history lies scattered over the table, the last day's at its end. Tokens and pushes are left out,
-- no report reads them. For the owner of the tables; all or nothing.

begin;

set local work_mem = '256MB';
set local maintenance_work_mem = '512MB';
-- The same fleet each time, on the same version of PostgreSQL: nothing below draws in parallel.
set local max_parallel_workers_per_gather = 0;
select setseed(0.42);

-- Indexes and foreign keys are taken off and made again at the end, as a restore does it: that is many times faster, and
-- making them proves that each row keeps the rules.
create temporary table set_aside on commit drop as
select format('drop index %s', indexrelid::regclass) as take_off, pg_get_indexdef(indexrelid) as make_again
from pg_index
join pg_class on pg_class.oid = indrelid
where relnamespace = 'app'::regnamespace and not exists (select from pg_constraint where conindid = indexrelid)
union all
select format('alter table %s drop constraint %I', conrelid::regclass, conname),
  format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint
where connamespace = 'app'::regnamespace and contype = 'f';

do $$
declare
  command text;
begin
  for command in select take_off from set_aside loop
    execute command;
  end loop;
end
$$;

-- A component of its own, which a daemon beside it does not walk.
insert into app.component (component_appid, created_at, roster_read_at)
values ('wxf1ee7f1ee7f1ee7f', now() - interval '740 days', now() - interval '1 hour')
on conflict do nothing;

-- Of each hundred merchants the first withdrew its authorization, the second is no mini-program, the third granted nothing
-- we need, the fourth came just now; the number is told by its name.
insert into app.merchant (component_appid, merchant_appid, authorization_state, authorized_at, revoked_at, permission_sets,
  facts_due, facts_read_at, merchant_name, principal_name, original_id, is_mini_program, service_type, verify_type,
  account_status, created_at, last_listed_at, tags)
select
  'wxf1ee7f1ee7f1ee7f',
  'wx' || substr(md5(i::text), 1, 16),
  case i % 100 when 1 then 'revoked' else 'authorized' end,
  now() - interval '735 days',
  case i % 100 when 1 then now() - interval '90 days' * random() end,
  case i % 100 when 3 then array[3, 17] else array[3, 17, 18, 25, 30] end,
  i % 100 = 4,
  case when i % 100 <> 4 then now() - interval '7 days' * random() end,
  case when i % 100 <> 4 then format('示例商贸%s号店', i) end,
  case when i % 100 <> 4 then format('示例商贸（%s）有限公司', i / 3) end,
  case when i % 100 <> 4 then 'gh_' || substr(md5((-i)::text), 1, 12) end,
  case when i % 100 <> 4 then i % 100 <> 2 end,
  0, 0, 1,
  now() - interval '735 days',
  now() - interval '1 hour',
  case when i % 2 = 0 then jsonb_build_object('shop', (i / 40)::text, 'region', (array['north', 'south'])[i % 4 / 2 + 1])
    else '{}' end
from generate_series(1, current_setting('catwalk.merchants')::integer) as i;

-- What became of five categories of each merchant, a letter for each of nine reads: "-" not set, 1 under review, 2 rejected,
-- r rejected for another reason, 3 approved. The first three are set now, seldom a fourth. Odd reads find what was submitted, even ones what
-- was decided. A category is one of 300, some of them far more frequent than others.
create temporary table story on commit drop as
select
  merchant_id,
  array_agg(5 * floor(60 * popularity ^ 2)::integer + slot order by slot) as pairs,
  array_agg(
    case
      when slot = 4 and luck > 0.93 then '--1333333'
      when slot > 3 then (array['133333---', '133333---', '133333---', '--13-----', '12--13---', '1212-----'])[ceil(6 * luck)]
      when luck < 0.025 then (array['133333122', '12rrrr122', '122222222'])[ceil(120 * luck)]
      when luck < 0.040 then (array['133333331', '122222221', '--------1'])[ceil(200 * (luck - 0.025))]
      else (array['333333333', '133333333', '133333333', '133333333', '121333333', '121333333', '12rr12133',
        '12rr12133', '12rr12133', '131213133'])[ceil(10 * (luck - 0.040) / 0.960)]
    end
    order by slot
  ) as states
from (
  select merchant_id, slot, random() as popularity, 1 - random() as luck
  from app.merchant
  cross join generate_series(1, 5) as slot
  where is_mini_program
) as drawn
group by merchant_id;

-- When the nine reads were: a submission and its decision, an hour to a week later, in each quarter of the time since the
-- merchant came; and a submission of these days, which nobody has decided yet.
create temporary table reading on commit drop as
with arrival as (
  select merchant_id, now() - interval '1 day' * (100 + 630 * random()) as arrived_at
  from story
),
decision as (
  select
    merchant_id,
    quarter,
    arrived_at + (now() - arrived_at) * (quarter - 0.7 * random() ^ 1.5) / 4 as decided_at,
    interval '1 hour' * (1 + 167 * random() ^ 2) as review
  from arrival
  cross join generate_series(1, 4) as quarter
)
select
  merchant_id,
  array_agg(decided_at - review order by quarter) as submitted_at,
  array_agg(decided_at order by quarter) as decided_at,
  greatest(max(decided_at), now() - interval '5 days') as before_last
from decision
group by merchant_id;

-- What happened: a scheduled walk, or a read that found something else than the one before. A decision is found by the walk
-- that its push causes, a submission by the hourly walk. In the order in which it happened, which all that is made of it keeps.
create temporary table event on commit drop as
with read as (
  select
    merchant_id,
    read_no,
    case
      when read_no = 9 then before_last + (now() - before_last) * random()
      when read_no % 2 = 1 then submitted_at[(read_no + 1) / 2]
      else decided_at[read_no / 2]
    end as at,
    submitted_at[read_no / 2] as began_at,
    pairs,
    array[substr(states[1], read_no, 1), substr(states[2], read_no, 1), substr(states[3], read_no, 1),
      substr(states[4], read_no, 1), substr(states[5], read_no, 1)] as now_set,
    array[substr('-' || states[1], read_no, 1), substr('-' || states[2], read_no, 1), substr('-' || states[3], read_no, 1),
      substr('-' || states[4], read_no, 1), substr('-' || states[5], read_no, 1)] as set_before
  from story
  join reading using (merchant_id)
  cross join generate_series(1, 9) as read_no
),
happening as (
  select at, case when read_no % 2 = 0 then 'merchant' end as scope, merchant_id, read_no, began_at, pairs, now_set, set_before
  from read
  where now_set <> set_before
  union all
  select at, 'all', null, null, null, null, null, null
  from generate_series(now() - interval '735 days', now(), interval '1 hour') as at
  union all
  select at, 'under_review', null, null, null, null, null, null
  from generate_series(now() - interval '90 days' + interval '5 minutes', now(), interval '10 minutes') as at
),
counted as (
  select *, count(merchant_id) over chronicle as snapshot_id, count(scope) over chronicle as walk_no
  from happening
  window chronicle as (order by at rows unbounded preceding)
)
select
  *,
  case when scope is null then max(walk_no) filter (where scope = 'all') over chronicle else walk_no end as walk_id,
  lead(at) over (partition by merchant_id order by at) as next_at
from counted
window chronicle as (order by at rows unbounded preceding)
order by at;

drop table story, reading;

-- The walk of this hour runs still; the one before was the last to end.
insert into app.walk (walk_id, scope, planned_at, started_at, finished_at, state, stop_errcode, stop_reason, merchants)
overriding system value
select
  walk_id, scope, at, at,
  case when running then null when scope = 'all' then at + interval '6 minutes' else at + interval '2 seconds' end,
  case when running then 'running' when stopped then 'stopped' else 'completed' end,
  case when stopped then 61004 end,
  case when stopped then 'address not in the IP whitelist' end,
  case scope when 'all' then fleet.merchants when 'under_review' then fleet.merchants / 25 else 1 end
from (
  select
    *,
    scope = 'all' and walk_id = max(walk_id) filter (where scope = 'all') over () as running,
    scope = 'all' and walk_id % 500 = 0 as stopped
  from event
  where scope is not null
) as walk
cross join (select count(*)::integer as merchants from app.merchant) as fleet;

insert into app.walk_ledger (walk_id, outcome, merchants)
select walk_id, outcome, line.merchants
from app.walk
cross join lateral (
  select outcome, floor(walk.merchants * share)::integer as merchants
  from (values ('changed', 0.002), ('not_permitted', 0.020), ('not_supported', 0.010), ('revoked', 0.010),
    ('token_lost', 0.003), ('failed', 0.001)) as shares (outcome, share)
  where scope <> 'merchant'
) as line
where state <> 'running' and line.merchants > 0
order by walk_id;

-- The rest of each walk.
insert into app.walk_ledger (walk_id, outcome, merchants)
select
  walk_id,
  case when scope = 'merchant' then 'changed' when state = 'stopped' then 'deferred' else 'unchanged' end,
  walk.merchants - coalesce(sum(walk_ledger.merchants), 0)
from app.walk
left join app.walk_ledger using (walk_id)
where state <> 'running'
group by walk_id
order by walk_id;

insert into app.walk_failure (walk_id, outcome, errcode, merchants, merchant_id, rid)
select walk_id, outcome, -1, merchants, 6, '672f1c2a-0f1e2d3c-4b5a6978' from app.walk_ledger where outcome = 'failed' order by walk_id;

insert into app.walk_slice (walk_id, slice_no, component_appid, merchant_ids, merchants, position)
select walk_id, slice_no, 'wxf1ee7f1ee7f1ee7f', merchant_ids, cardinality(merchant_ids), cardinality(merchant_ids) / 2
from app.walk
cross join (
  select merchant_id / 10000 as slice_no, array_agg(merchant_id order by merchant_id) as merchant_ids
  from app.merchant
  group by merchant_id / 10000
) as slice
where state = 'running';

insert into app.walk_slice_outcome (walk_id, slice_no, outcome, merchants)
select walk_id, slice_no, 'unchanged', position from app.walk_slice where position > 0;

insert into app.category_snapshot (snapshot_id, merchant_id, walk_id, first_seen_at, last_seen_at, content_hash, category_count,
  rejected_count, additions_limit, additions_left, category_limit, document)
overriding system value
select
  snapshot_id, merchant_id, walk_id, at, next_at - interval '10 minutes', sha256(snapshot_id::text::bytea), category_count,
  rejected_count, 5, additions_left, 10,
  format('{"errcode":0,"errmsg":"ok","categories":[%s],"limit":5,"quota":%s,"category_limit":10}', categories, additions_left)::jsonb
from (select *, case when random() < 0.005 then 0 else ceil(5 * random())::integer end as additions_left from event) as event
cross join lateral (
  select
    count(*) as category_count,
    count(*) filter (where state in ('2', 'r')) as rejected_count,
    string_agg(
      format('{"first":%s,"first_name":"一级类目%1$s","second":%s,"second_name":"二级类目%2$s","audit_status":%s,"audit_reason":"%s"}',
        pair / 12, pair, translate(state, 'r', '2'), case state when '2' then '资质不符' when 'r' then '资质过期' end),
      ',') as categories
  from unnest(pairs, now_set) as category (pair, state)
  where state <> '-'
) as answer
where merchant_id is not null;

insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change, previous_status, audit_status,
  audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id, review_seconds)
select
  merchant_id, pair / 12, pair, '一级类目' || pair / 12, '二级类目' || pair,
  case
    when before = '-' then 'added'
    when state = '-' then 'removed'
    when translate(before, 'r', '2') = translate(state, 'r', '2') then 'reason_changed'
    else 'status_changed'
  end,
  nullif(translate(before, 'r', '2'), '-')::integer,
  nullif(translate(state, 'r', '2'), '-')::integer,
  case state when '2' then '资质不符' when 'r' then '资质过期' end,
  at,
  case when set_before <> '{-,-,-,-,-}' then at - interval '10 minutes' end,
  set_before = '{-,-,-,-,-}',
  snapshot_id,
  walk_id,
  case when before = '1' and state in ('2', '3') then round(extract(epoch from at - began_at)) end
from event
cross join lateral unnest(pairs, now_set, set_before) as category (pair, state, before)
where state <> before;

insert into app.category (merchant_id, first_id, second_id, first_name, second_name, audit_status, audit_reason, status_since)
select merchant_id, first_id, second_id, first_name, second_name, audit_status, audit_reason, status_since
from (
  select distinct on (merchant_id, first_id, second_id)
    *,
    max(observed_at) filter (where change <> 'reason_changed') over (partition by merchant_id, first_id, second_id) as status_since
  from app.audit_change
  order by merchant_id, first_id, second_id, observed_at desc
) as newest
where change <> 'removed';

-- Just read by the running walk, but for one in fifty that ended otherwise, this time or for long.
insert into app.merchant_visit (merchant_id, walk_id, outcome, errcode, rid, visited_at, succeeded_at, consecutive_failures,
  read_at, confirmed_at, snapshot_id, content_hash)
select
  merchant_id, latest.walk_id, outcome,
  case outcome when 'not_supported' then 41033 when 'not_permitted' then 48001 when 'throttled' then 45009 when 'failed' then -1 end,
  case when outcome in ('not_supported', 'not_permitted', 'throttled', 'failed')
    then substr(md5(merchant_id::text), 1, 8) || '-' || substr(md5(merchant_id::text), 9, 8) end,
  now() - interval '5 minutes' * random(),
  read_at, case outcome when 'failed' then 1 else 0 end, read_at, read_at, snapshot_id, content_hash
from app.merchant
left join app.category_snapshot as snapshot using (merchant_id)
cross join (select max(walk_id) as walk_id from app.walk where scope = 'all') as latest
cross join lateral (
  select case
    when authorization_state = 'revoked' then 'revoked'
    when not is_mini_program then 'not_supported'
    when not 30 = any (permission_sets) then 'not_permitted'
    when merchant_id % 1000 = 5 then 'token_lost'
    when merchant_id % 1000 = 6 then 'failed'
    when merchant_id % 1000 = 7 then 'throttled'
    when merchant_id % 1000 = 8 then 'deferred'
    when merchant_id % 1000 = 9 then 'changed'
    else 'unchanged'
  end as outcome
) as ending
cross join lateral (
  select case
    when snapshot_id is null then null
    when outcome in ('changed', 'unchanged') then greatest(first_seen_at, now() - interval '5 minutes' * random())
    else first_seen_at
  end as read_at
) as last_good
where last_seen_at is null and merchant.facts_read_at is not null
order by merchant_id;

-- Each rejection was told by the webhook and one in five by mail as well. For a day the webhook's receiver has been down;
-- one in a thousand was given up.
insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
select
  'category.audit.rejected', 'wxf1ee7f1ee7f1ee7f', merchant_id, change_id, observed_at,
  jsonb_build_object('first_id', first_id, 'second_id', second_id, 'audit_status', 2, 'audit_reason', audit_reason,
    'change_id', change_id::text)
from app.audit_change
where audit_status = 2 and change in ('added', 'status_changed')
order by change_id;

-- Nobody was told of these: no channel was configured yet.
with recorded as (
  insert into app.alert (type, component_appid, merchant_id, raised_at, data)
  select 'merchant.revoked', component_appid, merchant_id, revoked_at, '{}'
  from app.merchant
  where merchant_id % 1000 = 1
  order by revoked_at
  returning alert_id
)
insert into app.alert_recorded (alert_id) select alert_id from recorded;

insert into app.alert_delivery (alert_id, channel, state, attempts, failures, next_attempt_at, delivered_at, last_error)
select
  alert_id, channel, state,
  case state when 'pending' then 2 when 'dead' then 10 else 1 + hiccup end,
  case state when 'pending' then 2 when 'dead' then 10 else 0 end,
  case state when 'pending' then now() + interval '5 minutes' * random() end,
  case state when 'delivered' then raised_at + interval '1 second' + hiccup * interval '5 seconds' end,
  case when state <> 'delivered' or hiccup = 1 then 'HTTP 503' end
from app.alert
cross join unnest(array['webhook', 'email']) as channel
cross join lateral (
  select
    case
      when alert_id % 1000 = 0 then 'dead'
      when channel = 'webhook' and raised_at > now() - interval '1 day' then 'pending'
      else 'delivered'
    end as state,
    (alert_id % 50 = 1)::integer as hiccup
) as ending
where change_id is not null and (channel = 'webhook' or alert_id % 5 = 0)
order by alert_id;

insert into app.alert_attempt (alert_id, channel, attempt, started_at, finished_at, error)
select alert_id, channel, attempt, started_at, started_at + interval '80 milliseconds',
  case when attempt < attempts or state <> 'delivered' then 'HTTP 503' end
from app.alert_delivery
join app.alert using (alert_id)
cross join lateral generate_series(1, attempts) as attempt
cross join lateral (select raised_at + (attempt - 1) * interval '5 seconds' as started_at) as start
order by alert_id;

insert into app.merchant_token (merchant_id, refresh_token, refresh_token_stored_at, generation)
select merchant_id, '\x00', now() - random() * interval '300 days', 100 from app.merchant order by merchant_id;

-- One merchant in ten withdrew and came back, one in twenty failed for a while.
insert into app.merchant_event (merchant_id, at, kind, detail)
select merchant_id, now() - random() * interval '300 days', kind, '{}'
from app.merchant, unnest(array['revoked', 'authorized', 'visit_turned']) as kind
where merchant_id % 10 = 1 or merchant_id % 20 = 2 and kind = 'visit_turned'
order by merchant_id;

-- One merchant in fifty was sent a link once.
insert into app.authorize_link (merchant_id, id_sha256, encrypted_id, created_at, created_by, expires_at)
select merchant_id, sha256(merchant_id::text::bytea), '\x00', at, 'li', at + interval '14 days'
from app.merchant, lateral (select now() - random() * interval '60 days' as at) as made
where merchant_id % 50 in (1, 3) and merchant_id % 100 < 50
order by at;

-- A week of pushes.
insert into app.push_event (component_appid, merchant_appid, type, digest, body, issued_at, received_at, processed_at)
select component_appid, merchant_appid, 'wxa_category_audit', sha256(merchant_appid::bytea), '\x00', at, at, at
from app.merchant, lateral (select now() - random() * interval '7 days' as at) as received
where merchant_id % 5 = 1
order by at;

-- Each was handed on to one other system.
insert into app.push_delivery (push_event_id, channel, state, attempts, delivered_at)
select push_event_id, 'crm', 'delivered', 1, received_at from app.push_event;
insert into app.push_attempt (push_event_id, channel, attempt, started_at, finished_at)
select push_event_id, 'crm', 1, received_at, received_at from app.push_event;

-- One system had each merchant's present token.
with shop as (
  insert into app.api_key (key_name, key_sha256, scopes, created_at)
  values ('shop', sha256('shop'), '{token}', now() - interval '1 year')
  returning api_key_id)
insert into app.token_handout (api_key_id, component_appid, merchant_appid, generation, address, first_at, last_at, times)
select api_key_id, component_appid, merchant_appid, 1, '10.0.0.1', now() - interval '1 hour', now(), 60
from app.merchant, shop;

select setval(pg_get_serial_sequence('app.walk', 'walk_id'), (select max(walk_id) from app.walk)),
  setval(pg_get_serial_sequence('app.category_snapshot', 'snapshot_id'), (select max(snapshot_id) from app.category_snapshot));

do $$
declare
  command text;
begin
  for command in select make_again from set_aside loop
    execute command;
  end loop;
end
$$;

-- The work list. Its indexes and its triggers are there again by now.
select count(app.open_problems(merchant_id, null)::text)
from (select distinct merchant_id from app.category where audit_status = 2 or expired) as found;
update app.problem set reason_group = left(md5(reason || problem_id % 200), 16) where reason_group is null;
update app.problem set owner = (array['li', 'wang', 'chen'])[problem_id % 3 + 1] where problem_id % 10 < 7;
update app.problem set state = (array['acknowledged', 'waiting_merchant', 'ignored'])[problem_id % 3 + 1] where problem_id % 4 = 1;
insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version)
select problem_id, act, 'li', now() - random() * interval '7 days', '{}', '{}', 1
from app.problem, unnest(array['assign', 'wait', 'note']) as act
order by problem_id;

commit;
