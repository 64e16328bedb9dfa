-- The one clock that decides leases, claims and shares. All statements of the daemon that compare such times call it, so that
-- no node's own clock matters. The planner puts its body in its place: the call costs nothing.
-- The time of the statement, not of each row: one statement has one time.
create function app.now() returns timestamptz
  language sql stable parallel safe
  return pg_catalog.statement_timestamp();

comment on function app.now() is
  'The time by which leases and claims are judged: the database''s clock when the statement began. Nodes follow it, too.';

alter table app.merchant_visit
  -- When the walk in empty_walk_id asked and was answered with nothing: a second answer counts some minutes later only.
  add column empty_read_at timestamptz;
