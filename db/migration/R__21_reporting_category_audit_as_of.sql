-- Grain: one row per merchant and category set at the given instant.
-- A function runs with its caller's rights and readers have none on the tables, so it reads a view. Plain SQL, stable,
-- without settings of its own: the planner inlines it, and a condition on merchant_appid reads one merchant's history.
-- Dropped first: the columns that a function returns cannot be changed. R__90 grants the right to call it.
drop function if exists reporting.category_audit_as_of(timestamptz);

create function reporting.category_audit_as_of(at timestamptz) returns table (
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
  status_since timestamptz,
  expired boolean,
  expired_since timestamptz,
  eligible boolean,
  ineligible_reason text
)
language sql stable parallel safe
begin atomic
  select
    category_period.component_appid,
    category_period.merchant_appid,
    category_period.merchant_name,
    category_period.principal_name,
    category_period.first_id,
    category_period.first_name,
    category_period.second_id,
    category_period.second_name,
    category_period.audit_status,
    category_period.audit_status_name,
    category_period.audit_reason,
    category_period.status_since,
    category_period.expired,
    category_period.expired_since,
    merchant_coverage.eligible,
    merchant_coverage.ineligible_reason
  from reporting.category_period
  left join reporting.merchant_coverage using (component_appid, merchant_appid)
  where category_period.observed_at <= category_audit_as_of.at
    and coalesce(category_period.superseded_at, 'infinity') > category_audit_as_of.at;
end;

revoke execute on function reporting.category_audit_as_of(timestamptz) from public;

comment on function reporting.category_audit_as_of(timestamptz) is
  'One row per merchant and category set at the instant "at", as the reads until then had found it; a read at exactly that instant counts. Columns as in category_audit without confirmed_at: first_name, second_name and status_since as known then; merchant_name, principal_name, eligible and ineligible_reason as they are now. For now() it equals category_audit without confirmed_at. Empty before the first read of a merchant. Where catwalk.category.keep-changes is set and "at" is longer ago, the rows are right but not complete: categories that changed since are missing (or, while they are being deleted, have no status_since). A null "at" finds nothing.';
