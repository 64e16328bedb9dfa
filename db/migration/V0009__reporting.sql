-- What the views of schema reporting stand on: a setting they must know, the one place that decodes an audit status, and
-- the indexes their questions need.

-- What the daemon is configured to walk, so that SQL can say who is eligible. One row, written at every start.
create table app.walk_setting (
  only_row boolean primary key default true,
  -- catwalk.merchant.permission-sets: a merchant is walked when it granted any of these.
  permission_sets integer[] not null default '{30,61}',
  constraint one_row_only check (only_row),
  constraint some_permission_set check (cardinality(permission_sets) > 0)
);

insert into app.walk_setting default values;

-- Versioned, not repeatable: the index below stores its results, so another name needs a migration that also rebuilds it.
create function reporting.audit_status_name(audit_status integer) returns text
  language sql immutable parallel safe
  return case audit_status when 1 then 'under_review' when 2 then 'rejected' when 3 then 'approved' else 'unknown' end;

revoke execute on function reporting.audit_status_name(integer) from public;

comment on function reporting.audit_status_name(integer) is
  'The contract''s word for the platform''s audit_status: 1 under_review, 2 rejected, 3 approved. A number the platform never documented is unknown; the number itself stays in audit_status.';

-- Serves category_audit and category_snapshot of a merchant whose name, not appid, is at hand.
create index merchant_by_name on app.merchant (merchant_name);

-- Serves category_audit where audit_status_name = 'rejected' (or under_review, or unknown): what people write instead of
-- the number that category_not_approved serves.
create index category_not_approved_by_name on app.category (reporting.audit_status_name(audit_status))
  where reporting.audit_status_name(audit_status) <> 'approved';

-- Serves category_audit where first_id = … and second_id = …: who has set this category.
create index category_of_pair on app.category (first_id, second_id);

-- Serves category_snapshot where first_seen_at >= …: whose categories changed lately.
create index category_snapshot_first_seen on app.category_snapshot (first_seen_at);

-- Serves audit_change where walk_id = …: what did this walk find.
create index audit_change_of_walk on app.audit_change (walk_id);

-- Serves audit_turnaround: the list of pairs and their newest names, without reading the history as a whole.
create index audit_change_of_pair on app.audit_change (first_id, second_id, observed_at);

-- Serves audit_turnaround: the reviews of a pair that were decided.
create index audit_change_decided on app.audit_change (first_id, second_id)
  include (merchant_id, observed_at, audit_status)
  where change = 'status_changed' and previous_status = 1 and audit_status in (2, 3);

-- Serves alert where raised_at >= …, and the newest alerts.
create index alert_raised on app.alert (raised_at);
