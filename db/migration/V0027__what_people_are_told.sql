-- What people are told, for how long it holds, and who can still be helped.

-- Receivers know an alert by an id that is unique for ever: numbers begin anew in another installation, and a restored one
-- gives some of them twice. Alerts that exist keep the number they may have been sent under.
alter table app.alert add column webhook_id text;
update app.alert set webhook_id = alert_id;
alter table app.alert
  alter column webhook_id set default gen_random_uuid(),
  alter column webhook_id set not null,
  add constraint one_alert_per_webhook_id unique (webhook_id);

-- When what it tells of ended: the merchant is back, the category is not rejected any more. Null while it holds, and for what
-- only happened.
alter table app.alert add column ended_at timestamptz;

-- Withdrawn: what it would have told of ended before it was sent.
alter table app.alert_delivery
  drop constraint known_state,
  add constraint known_state check (state in ('pending', 'delivered', 'dead', 'withdrawn'));

-- The merchant that an authorization event names in its body; merchant_appid is the one in the address. And whether the event
-- brought an authorization code that is not spent yet: until it is, nothing this merchant lacks is lost.
alter table app.push_event
  add column about_appid text,
  add column code_waits boolean not null default false;

-- Serves reporting.merchant_timeline: the authorization events of a merchant.
create index push_event_about on app.push_event (about_appid, component_appid, received_at) where about_appid is not null;

-- Serves the question of each visit that found no token: does a code wait that brings one?
create index push_event_code_waits on app.push_event (component_appid, about_appid) where code_waits;

-- Why a merchant is not read, in one place for all views; null when it is.
create function reporting.ineligible_reason(
  authorization_state text, facts_known boolean, is_mini_program boolean, permitted boolean, last_outcome text) returns text
  language sql immutable parallel safe
  return case
    when authorization_state = 'revoked' then 'revoked'
    when facts_known is not true or is_mini_program is null then 'facts_unknown'
    when not is_mini_program then 'not_mini_program'
    when not permitted then 'no_permission_set'
    -- The facts say yes and the platform said no: it is believed until a visit ends otherwise.
    when last_outcome in ('not_permitted', 'not_supported', 'token_lost') then last_outcome
  end;

revoke execute on function reporting.ineligible_reason(text, boolean, boolean, boolean, text) from public;

comment on function reporting.ineligible_reason(text, boolean, boolean, boolean, text) is
  'The contract''s word for why a merchant is not read, from what is known of it; null when it is read. See merchant_coverage.';

-- One event for each act of authorizing. The platform's time for it (authorized_at) comes with the roster, perhaps after
-- the push told of the act, and replaces the one before: an event is written for whichever comes first.
create or replace function app.keep_merchant_event() returns trigger
  language plpgsql
as $$
declare
  -- When the merchant last authorized, as far as we know now; null for an update that tells nothing of it.
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

drop trigger keep_merchant_event on app.merchant;

create trigger keep_merchant_event after update on app.merchant
  for each row
  when (new.authorization_state <> old.authorization_state
    or new.permission_sets <> old.permission_sets
    or new.authorized_at is distinct from old.authorized_at
    or old.facts_read_at is null and new.facts_read_at is not null)
  execute function app.keep_merchant_event();

-- What the view showed without an event until now.
insert into app.merchant_event (merchant_id, at, kind, detail)
select merchant_id, coalesce(authorized_at, created_at), 'authorized', '{}'
from app.merchant
where facts_read_at is not null
  and not exists (
    select from app.merchant_event event
    where event.merchant_id = merchant.merchant_id and event.kind = 'authorized'
      and event.at > coalesce(merchant.authorized_at, merchant.created_at) - interval '5 minutes');

-- The component of a walk's merchants; null for a walk over several, and for those of before.
alter table app.walk add column component_appid text references app.component on delete restrict;

drop index app.category_snapshot_exhausted;

-- Serves category_quota where nothing can be added, be it that no addition is left or no room, from the index alone: the rows
-- themselves hold whole answers and lie far apart.
create index category_snapshot_exhausted on app.category_snapshot (merchant_id)
  include (snapshot_id, additions_left, additions_limit, category_limit, category_count)
  where (additions_left = 0 or category_count >= category_limit) and last_seen_at is null;
