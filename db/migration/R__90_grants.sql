-- All rights of both roles, in one place: grant_roles() gives exactly the rights listed here, however often it is called, and
-- skips a role that does not exist. It is called here and from db/roles.sql.
-- A new table must be added below: otherwise nothing is granted on it, and GrantsTest fails.

do $$
begin
  if not exists (select from pg_roles where rolname = 'catwalk_reporter') then
    if exists (select from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)) then
      create role catwalk_reporter nologin;
    else
      raise notice 'role catwalk_reporter is not created, db/roles.sql does it: % may not create roles', current_user;
    end if;
  end if;
exception
  -- Roles belong to the whole server: the migration of another database on it may have created it meanwhile.
  when duplicate_object or unique_violation then null;
end
$$;

create or replace function app.grant_roles() returns void
  language plpgsql
as $$
declare
  -- The user who migrated owns the views, and later ones.
  owner constant regrole := (select proowner from pg_proc where oid = 'app.grant_roles()'::regprocedure);
begin
  revoke all on schema app, reporting, quartz from public;
  revoke execute on all functions in schema app, reporting from public;

  if exists (select from pg_roles where rolname = 'catwalk_reporter') then
    revoke all on all tables in schema app, reporting, quartz from catwalk_reporter;
    grant usage on schema reporting to catwalk_reporter;
    grant select on all tables in schema reporting to catwalk_reporter;
    -- The views call functions, and these run with the reader's rights.
    grant execute on all functions in schema reporting to catwalk_reporter;
    -- For views and functions that a later migration adds: this file does not run again for them.
    execute format('alter default privileges for role %s in schema reporting grant select on tables to catwalk_reporter', owner);
    execute format('alter default privileges for role %s in schema reporting grant execute on functions to catwalk_reporter', owner);
  end if;

  if exists (select from pg_roles where rolname = 'catwalk_daemon') then
    revoke all on all tables in schema app, reporting, quartz from catwalk_daemon;
    grant usage on schema app, reporting, quartz to catwalk_daemon;

    -- Never deleted: components, merchants, their tokens, and tables with one row for each.
    grant select, insert, update on app.component, app.component_token, app.merchant, app.merchant_token,
      app.merchant_visit, app.walk_setting, app.alert_channel, app.push_refusal,
      app.unknown_field to catwalk_daemon;
    -- "For update" needs the right to update.
    grant select, update on app.exclusive_work to catwalk_daemon;
    -- Present state and work in progress: inserted and deleted all the time.
    grant select, insert, update, delete on app.category, app.walk_slice, app.walk_slice_outcome, app.push_event
      to catwalk_daemon;
    -- History: written once, deleted after its keep time. Only the end of a walk, a delivery or an alert is added later.
    -- Triggers write the events of merchants, with the daemon's rights.
    grant select, insert, delete on app.audit_change, app.alert, app.alert_attempt, app.merchant_event to catwalk_daemon;
    grant update (ended_at) on app.alert to catwalk_daemon;
    grant select, insert, update (last_seen_at), delete on app.category_snapshot to catwalk_daemon;
    grant select, insert, update, delete on app.walk, app.alert_delivery to catwalk_daemon;
    grant select, insert, update on app.push_delivery to catwalk_daemon;
    grant select, insert, update, delete on app.problem to catwalk_daemon;
    -- A trigger of app.merchant calls it.
    grant execute on function app.open_problems(bigint, timestamptz) to catwalk_daemon;
    -- Deleted with its walk, its alert, its push or its problem, by the foreign key and with the rights of the tables' owner.
    grant select, insert on app.walk_ledger, app.walk_failure, app.walk_stop, app.alert_recorded, app.push_attempt,
      app.problem_act to catwalk_daemon;
    -- A link ends, and is deleted some months later.
    grant select, insert, update, delete on app.authorize_link to catwalk_daemon;
    -- Keys name those who were handed tokens, and so are never deleted; hand-outs are counted, and deleted after their keep time.
    grant select, insert, update on app.api_key to catwalk_daemon;
    grant select, insert, update, delete on app.token_handout to catwalk_daemon;
    -- People of the console come and go, and their sessions; what they did stays.
    grant select, insert, update, delete on app.console_user, app.console_session to catwalk_daemon;
    grant select, insert on app.console_act to catwalk_daemon;
    grant usage on all sequences in schema app to catwalk_daemon;
    grant execute on function app.now() to catwalk_daemon;

    grant select, insert, update, delete on all tables in schema quartz to catwalk_daemon;

    grant select on all tables in schema reporting to catwalk_daemon;
    grant execute on all functions in schema reporting to catwalk_daemon;
    execute format('alter default privileges for role %s in schema reporting grant select on tables to catwalk_daemon', owner);
    execute format('alter default privileges for role %s in schema reporting grant execute on functions to catwalk_daemon', owner);

    -- To check at start that no migration is missing. Absent where another tool than Flyway created the tables.
    if to_regclass('app.flyway_schema_history') is not null then
      grant select on app.flyway_schema_history to catwalk_daemon;
    end if;
  end if;
end
$$;

comment on function app.grant_roles() is
  'Gives catwalk_reporter and catwalk_daemon, where they exist, exactly the rights they need. For the owner of the tables or a superuser; may be repeated at any time.';

revoke execute on function app.grant_roles() from public;

do $$ begin perform app.grant_roles(); end $$;
