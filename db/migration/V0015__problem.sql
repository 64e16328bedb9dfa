-- The work list: a category that is rejected or expired, from the change that made it so until that ends.
create table app.problem (
  problem_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  first_id integer not null,
  second_id integer not null,
  kind text not null,
  -- The platform's words when it last rejected the category, empty where it gave none; null for an expiry. app.category has
  -- other words once the category is under review again.
  reason text,
  -- What problems with the same reason share, as the daemon computes it (class ReasonGroup). Null for a minute where the
  -- problem was opened by SQL, below.
  reason_group text,
  opened_at timestamptz not null,
  -- The change that made the category so; null where SQL, below, opened it and knew none.
  change_id bigint,
  times_before integer not null,
  state text not null default 'open',
  owner text,
  note text,
  until timestamptz,
  -- The last act of a person or a program; null before the first.
  touched_by text,
  touched_at timestamptz,
  -- Grows with each update, so that of two acts at once the second is refused.
  version integer not null default 0,
  closed_at timestamptz,
  closed_because text,
  constraint known_kind check (kind in ('rejected', 'expired')),
  constraint known_state check (state in ('open', 'acknowledged', 'waiting_merchant', 'resubmitted', 'ignored')),
  constraint reason_iff_rejected check ((reason is not null) = (kind = 'rejected')),
  constraint touched_by_with_its_time check ((touched_by is null) = (touched_at is null)),
  -- solved: the category is not rejected (or expired) any more, nor under review. returned: it was, and is so again.
  constraint known_end check (closed_because in ('solved', 'returned', 'revoked')),
  constraint closed_with_a_cause check ((closed_at is null) = (closed_because is null))
);

create unique index one_open_problem on app.problem (merchant_id, first_id, second_id, kind) where closed_at is null;

-- Serves "how often was this a problem before?", and the timeline of a merchant.
create index problem_of_category on app.problem (merchant_id, first_id, second_id, kind, problem_id);

-- Serves the work list, the oldest first, page by page.
create index problem_open on app.problem (opened_at, problem_id) where closed_at is null;

-- Serves the groups of reasons, from the index alone, and the work list of one of them.
create index problem_open_of_group on app.problem (reason_group, opened_at, problem_id)
  include (merchant_id, first_id, second_id) where closed_at is null;

-- Serves the work list of one person.
create index problem_open_of_owner on app.problem (owner, opened_at, problem_id) where closed_at is null and owner is not null;

-- Serves the search for problems whose group is to be computed.
create index problem_without_group on app.problem (problem_id) where reason_group is null;

-- Serves how many were open on each of the last days.
create index problem_closed on app.problem (closed_at) where closed_at is not null;

-- What people and programs did about a problem. Deleted with it.
create table app.problem_act (
  act_id bigint generated always as identity primary key,
  problem_id bigint not null references app.problem on delete cascade,
  act text not null,
  acted_by text not null,
  acted_at timestamptz not null,
  -- State, owner, note and until after the act; what is not set is left out.
  detail jsonb not null,
  -- The same before the act, and the problem's version after it: an act is undone while the problem still has that version.
  before jsonb not null,
  version integer not null,
  constraint known_act check (act in ('acknowledge', 'assign', 'note', 'wait', 'ignore', 'reopen', 'undo'))
);

-- Serves the timeline of a merchant.
create index problem_act_of_problem on app.problem_act (problem_id);

-- Serves undo: what a person did together has the same time, and what can be undone is young.
create index problem_act_by_time on app.problem_act (acted_at);

-- Opens what is rejected or expired now and not on the list yet. Null for "at": since it is so.
create function app.open_problems(merchant bigint, at timestamptz) returns void
  language sql
as $$
  -- What a withdrawal closed goes on as people left it, unless a read that was recorded later ended it.
  insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, change_id, times_before, state,
    owner, note, until, touched_by, touched_at)
  select
    merchant_id, first_id, second_id, newest.kind, newest.reason, newest.reason_group, coalesce(at, newest.closed_at),
    newest.change_id, newest.times_before, newest.state, newest.owner, newest.note, newest.until, newest.touched_by,
    newest.touched_at
  from (
    select distinct on (first_id, second_id, kind) * from app.problem
    where problem.merchant_id = $1
    order by first_id, second_id, kind, problem_id desc) as newest
  join app.category using (merchant_id, first_id, second_id)
  join app.merchant using (merchant_id)
  where merchant.authorization_state = 'authorized' and newest.closed_because = 'revoked'
    and case
      when category.audit_status = 1 then category.status_since <= newest.closed_at
      when newest.state = 'resubmitted' then false
      when newest.kind = 'rejected' then category.audit_status = 2 and coalesce(category.audit_reason, '') = newest.reason
      else category.expired
    end
  on conflict do nothing;

  insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, times_before, state)
  select
    category.merchant_id, category.first_id, category.second_id, found.kind, found.reason,
    case when found.kind = 'expired' then 'expired' when found.reason = '' then 'no_reason' end,
    coalesce(at, found.since),
    coalesce((
      select max(earlier.times_before) + 1 from app.problem as earlier
      where earlier.merchant_id = category.merchant_id and earlier.first_id = category.first_id
        and earlier.second_id = category.second_id and earlier.kind = found.kind), 0),
    case when category.audit_status = 1 then 'resubmitted' else 'open' end
  from app.category
  join app.merchant on merchant.merchant_id = category.merchant_id and merchant.authorization_state = 'authorized'
  cross join lateral (
    values ('rejected', category.audit_status = 2, coalesce(category.audit_reason, ''), category.status_since),
      ('expired', category.expired, null, category.expired_since)) as found (kind, holds, reason, since)
  where category.merchant_id = $1 and found.holds
  on conflict do nothing
$$;

revoke execute on function app.open_problems(bigint, timestamptz) from public;

select app.open_problems(merchant_id, null)
from (select distinct merchant_id from app.category where audit_status = 2 or expired) as found;

-- What the history that was recorded before this table knows.
update app.problem
set times_before = greatest(known.times - 1, 0), change_id = known.change_id
from (
  select problem.problem_id, count(*)::integer as times, max(change.change_id) as change_id
  from app.problem
  join app.audit_change as change using (merchant_id, first_id, second_id)
  where case problem.kind
    when 'rejected' then change.audit_status = 2 and change.change in ('added', 'status_changed')
    else change.expired and change.change in ('added', 'expired') end
  group by problem.problem_id) as known
where known.problem_id = problem.problem_id;

-- A merchant that withdraws its authorization has no problems, and has them again when it authorizes again: its categories are
-- what they were until the next read. By a trigger, so that no statement that changes the state can forget it.
create function app.keep_problems() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if new.authorization_state = 'revoked' then
    update app.problem
    -- The withdrawal counts from when it was asked about, and a read may have opened the problem since.
    set closed_at = greatest(opened_at, new.revoked_at), closed_because = 'revoked', version = version + 1
    where merchant_id = new.merchant_id and closed_at is null;
  else
    perform app.open_problems(new.merchant_id, coalesce(new.facts_read_at, app.now()));
  end if;
  return null;
end
$$;

create trigger keep_problems after update on app.merchant
  for each row
  when (new.authorization_state <> old.authorization_state)
  execute function app.keep_problems();
