-- What happened to a merchant and is overwritten elsewhere: how it stood with us, and how its visits ended. Only turns are
-- kept, not each visit: a merchant that fails for a week has one row for that.
create table app.merchant_event (
  event_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  at timestamptz not null,
  kind text not null,
  detail jsonb not null,
  constraint known_kind check (kind in ('authorized', 'revoked', 'permission_sets_changed', 'visit_turned'))
);

-- Serves reporting.merchant_timeline, and the look at how the last visit turned.
create index merchant_event_of_merchant on app.merchant_event (merchant_id, event_id);

-- Serves reporting.merchant_timeline: what the platform pushed about a merchant.
create index push_event_of_merchant on app.push_event (merchant_appid, component_appid, received_at)
  where merchant_appid is not null;

-- By trigger, so that no way of writing these rows can forget it, and a way to undo a mistake by hand is told as well.
create function app.keep_merchant_event() returns trigger
  language plpgsql
as $$
begin
  if new.authorization_state <> old.authorization_state then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (new.merchant_id, coalesce(new.revoked_at, new.facts_read_at, now()), new.authorization_state, '{}');
  end if;
  -- What the first reading finds is no change.
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
  when (new.authorization_state <> old.authorization_state or new.permission_sets <> old.permission_sets)
  execute function app.keep_merchant_event();

create function app.keep_visit_turn() returns trigger
  language plpgsql
as $$
declare
  -- changed and unchanged are one: the categories could be read.
  standing constant text := case when new.outcome in ('changed', 'unchanged') then 'read' else new.outcome end;
  last app.merchant_event;
begin
  -- Deferred visits in between say nothing about a merchant, so the row before may not tell how it stood.
  select * into last from app.merchant_event
  where merchant_id = new.merchant_id and kind = 'visit_turned' order by event_id desc limit 1;
  if standing = coalesce(last.detail ->> 'outcome', 'read')
    and new.errcode is not distinct from (last.detail ->> 'errcode')::integer then
    return null;
  end if;
  insert into app.merchant_event (merchant_id, at, kind, detail)
  values (
    new.merchant_id,
    new.visited_at,
    'visit_turned',
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', standing, 'errcode', new.errcode, 'rid', new.rid, 'walk_id', new.walk_id)));
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
