-- The two roles that Catwalk knows, for a DBA. May be run before the first start or at any time after it, repeatedly:
--
--   psql --dbname DATABASE --file db/roles.sql
--
-- as a superuser, or as the owner of the tables when that user may create roles.
--
--   catwalk_reporter  reads the views of schema reporting, nothing else: for people, Grafana, BI tools.
--   catwalk_daemon    what the daemon needs to work: reads and writes its tables, cannot change the schema, cannot alter a
--                     row of the history, only delete it when it is old. For installations whose daemon may not change
--                     the schema.
--
-- Neither can log in. Grant them to users that can:
--
--   create user grafana password '…';
--   grant catwalk_reporter to grafana;
--
--   create user catwalk password '…';
--   grant catwalk_daemon to catwalk;
--
-- A daemon without the right to change the schema cannot migrate it. Give Flyway a user of its own that owns the schemas
-- (quarkus.flyway.username and quarkus.flyway.password, with "create" on the database for the first start), or migrate
-- before the daemon starts (deploy/catwalk migrate).
--
-- Takes from all users the right to create functions in the schema public, which they have before PostgreSQL 15: the daemon would run
-- them with its own rights.
--
-- The rights themselves are in db/migration/R__90_grants.sql. Before the first start this file only creates the roles, and the
-- first start grants the rights.

\set ON_ERROR_STOP on

revoke create on schema public from public;

do $$
begin
  if not exists (select from pg_roles where rolname = 'catwalk_reporter') then
    create role catwalk_reporter nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'catwalk_daemon') then
    create role catwalk_daemon nologin;
  end if;

  if exists (
    select from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
    where nspname = 'app' and proname = 'grant_roles'
  ) then
    perform app.grant_roles();
    raise notice 'rights granted';
  else
    raise notice 'the tables do not exist yet: the first start grants the rights';
  end if;
end
$$;
