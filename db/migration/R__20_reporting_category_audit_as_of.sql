-- Grain: one row per merchant and category set at the given instant.
-- A function runs with its caller's rights and readers have none on the tables, so it reads views only. Plain SQL, stable,
-- without settings of its own: the planner inlines it, and a condition on merchant_appid reads one merchant's history.
create or replace function reporting.category_audit_as_of(at timestamptz) returns table (
  component_appid text,
  merchant_appid text,
  merchant_name text,
  principal_name text,
  first_id integer,
  first_name text,
  second_id integer,
  second_name text,
  audit_status integer,
  audit_status_name text,
  audit_reason text,
  status_since timestamptz
)
language sql stable parallel safe
begin atomic
  select
    latest.component_appid,
    latest.merchant_appid,
    latest.merchant_name,
    merchant_coverage.principal_name,
    latest.first_id,
    latest.first_name,
    latest.second_id,
    latest.second_name,
    latest.audit_status,
    reporting.audit_status_name(latest.audit_status) as audit_status_name,
    latest.audit_reason,
    case
      when latest.change <> 'reason_changed' then latest.observed_at
      else (
        select max(beginning.observed_at)
        from reporting.audit_change as beginning
        where beginning.component_appid = latest.component_appid
          and beginning.merchant_appid = latest.merchant_appid
          and beginning.first_id = latest.first_id
          and beginning.second_id = latest.second_id
          and beginning.change in ('added', 'status_changed')
          and beginning.observed_at <= latest.observed_at
      )
    end as status_since
  from reporting.audit_change as latest
  join reporting.merchant_coverage
    on merchant_coverage.component_appid = latest.component_appid
    and merchant_coverage.merchant_appid = latest.merchant_appid
  where latest.observed_at <= category_audit_as_of.at
    and latest.change <> 'removed'
    -- An anti-join, not "distinct on": that would read the history of all merchants before it looks at one.
    and not exists (
      select
      from reporting.audit_change as later
      where later.component_appid = latest.component_appid
        and later.merchant_appid = latest.merchant_appid
        and later.first_id = latest.first_id
        and later.second_id = latest.second_id
        and later.observed_at <= category_audit_as_of.at
        and (later.observed_at, later.change_id) > (latest.observed_at, latest.change_id)
    );
end;

revoke execute on function reporting.category_audit_as_of(timestamptz) from public;

comment on function reporting.category_audit_as_of(timestamptz) is
  'One row per merchant and category set at the instant "at", as our reads knew it then: what was observed at exactly that instant counts, what was read later does not. Columns as in category_audit without confirmed_at; first_name and second_name as the last change before "at" carried them, merchant_name and principal_name as now, status_since as known then. Empty before the first read of a merchant. For times longer ago than catwalk.category.keep-changes, where that is set, what is told is right but not all: categories that changed since are missing (or, while they are being deleted, without status_since). A null "at" finds nothing.';
