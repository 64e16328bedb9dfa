-- What the nodes of a cluster share.

-- The one clock that decides leases, claims and shares. Every statement of the daemon that compares such times calls it, so
-- the clock of a node does not matter. The planner inlines its body: the call costs nothing.
-- The time of the statement, not of each row: one statement has one time.
create function app.now() returns timestamptz
  language sql stable parallel safe
  return pg_catalog.statement_timestamp();

comment on function app.now() is
  'The time that decides leases and claims: the database''s clock when the statement began. Nodes follow it, too.';

-- Work that only one node does at a time. Its transaction locks the row. An advisory lock would not do: every user who can
-- connect may take one, a reader of reports too.
create table app.exclusive_work (
  work text primary key,
  unfinished text
);

insert into app.exclusive_work values ('reminders'), ('retention');

comment on table app.exclusive_work is
  'A row per kind of work that only one transaction at a time may do; that transaction locks the row until it ends.';
comment on column app.exclusive_work.work is 'Its name.';
comment on column app.exclusive_work.unfinished is
  'Of retention: the histories of which its last run left old rows, for want of time; null when of none.';
