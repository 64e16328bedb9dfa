-- What happened to a merchant and is overwritten elsewhere: its authorization, and how its visits ended. Only changes are
-- kept, not each visit: a merchant that fails for a week has one row for that.
create table app.merchant_event (
  event_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null,
  constraint known_kind check (kind in ('authorized', 'revoked', 'permission_sets_changed', 'visit_turned', 'tags_changed'))
);

-- Serves reporting.merchant_timeline, and the search for how the last visit ended.
create index merchant_event_of_merchant on app.merchant_event (merchant_id, event_id);

-- Written by triggers, so that no statement that changes these rows can forget it; what a person changes by hand is recorded
-- as well. Only tags_changed is not: it says who changed them, which a trigger does not know. With a search path of their own, since
-- they run with the daemon's rights: before PostgreSQL 15 every user may create functions in the schema public.

-- One event for each act of authorizing. The platform's time for it (authorized_at) comes with the roster, perhaps after
-- the push that reported the act, and replaces our own: an event is written for whichever comes first.
create function app.keep_merchant_event() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  -- When the merchant last authorized, as far as we know now; null for an update that says nothing about it.
  act timestamptz;
begin
  if new.authorization_state = 'revoked' and old.authorization_state = 'authorized' then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (new.merchant_id, coalesce(new.revoked_at, now()), 'revoked', '{}');
  elsif new.authorization_state = 'authorized' and old.authorization_state = 'revoked' then
    act := case when new.authorized_at > old.revoked_at then new.authorized_at else coalesce(new.facts_read_at, now()) end;
  elsif new.authorization_state = 'authorized' and new.facts_read_at is not null
    and (old.facts_read_at is null or new.authorized_at is distinct from old.authorized_at) then
    act := coalesce(new.authorized_at, new.facts_read_at);
  end if;
  -- Known already, from the push or from the roster: their clocks may differ from ours by some minutes.
  if act is not null and (old.authorization_state = 'revoked' or not exists (
    select from app.merchant_event
    where merchant_id = new.merchant_id and kind = 'authorized' and at > act - interval '5 minutes')) then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (new.merchant_id, act, 'authorized', '{}');
  end if;
  -- What the first read finds is no change.
  if old.facts_read_at is not null and new.permission_sets <> old.permission_sets then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (
      new.merchant_id,
      coalesce(new.facts_read_at, now()),
      'permission_sets_changed',
      jsonb_build_object(
        'gained', array(select unnest(new.permission_sets) except select unnest(old.permission_sets) order by 1),
        'lost', array(select unnest(old.permission_sets) except select unnest(new.permission_sets) order by 1)));
  end if;
  return null;
end
$$;

create trigger keep_merchant_event after update on app.merchant
  for each row
  when (new.authorization_state <> old.authorization_state
    or new.permission_sets <> old.permission_sets
    or new.authorized_at is distinct from old.authorized_at
    or old.facts_read_at is null and new.facts_read_at is not null)
  execute function app.keep_merchant_event();

create function app.keep_visit_turn() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  -- changed and unchanged are one: the categories could be read.
  ending constant text := case when new.outcome in ('changed', 'unchanged') then 'read' else new.outcome end;
  last app.merchant_event;
begin
  -- A deferred visit says nothing about the merchant, so the old row may not show how the last real visit ended.
  select * into last from app.merchant_event
  where merchant_id = new.merchant_id and kind = 'visit_turned' order by event_id desc limit 1;
  if ending = coalesce(last.detail ->> 'outcome', 'read')
    and new.errcode is not distinct from (last.detail ->> 'errcode')::integer then
    return null;
  end if;
  insert into app.merchant_event (merchant_id, at, kind, detail)
  values (
    new.merchant_id,
    new.visited_at,
    'visit_turned',
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', ending, 'errcode', new.errcode, 'rid', new.rid, 'walk_id', new.walk_id)));
  return null;
end
$$;

create trigger keep_visit_turn after update on app.merchant_visit
  for each row
  when (
    new.outcome <> 'deferred'
    and (new.errcode is distinct from old.errcode
      or case when new.outcome in ('changed', 'unchanged') then 'read' else new.outcome end
        <> case when old.outcome in ('changed', 'unchanged') then 'read' else old.outcome end))
  execute function app.keep_visit_turn();
