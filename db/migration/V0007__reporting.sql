-- The schema of the views, and the functions they share. The views themselves are the repeatable migrations.
create schema reporting;

-- Versioned, not repeatable: an index of app.category stores its results, so another name needs a migration that also
-- rebuilds that index.
create function reporting.audit_status_name(audit_status integer) returns text
  language sql immutable parallel safe
  return case audit_status when 1 then 'under_review' when 2 then 'rejected' when 3 then 'approved' else 'unknown' end;

revoke execute on function reporting.audit_status_name(integer) from public;

comment on function reporting.audit_status_name(integer) is
  'The contract''s word for the platform''s audit_status: 1 under_review, 2 rejected, 3 approved. A number the platform never documented is unknown; the number itself stays in audit_status.';

-- Why a merchant is not read, in one place for all views; null when it is.
create function reporting.ineligible_reason(
  authorization_state text, facts_known boolean, is_mini_program boolean, permitted boolean, last_outcome text) returns text
  language sql immutable parallel safe
  return case
    when authorization_state = 'revoked' then 'revoked'
    when facts_known is not true or is_mini_program is null then 'facts_unknown'
    when not is_mini_program then 'not_mini_program'
    when not permitted then 'no_permission_set'
    -- The facts say yes and the platform said no: that counts until a visit ends otherwise.
    when last_outcome in ('not_permitted', 'not_supported', 'token_lost') then last_outcome
  end;

revoke execute on function reporting.ineligible_reason(text, boolean, boolean, boolean, text) from public;

comment on function reporting.ineligible_reason(text, boolean, boolean, boolean, text) is
  'The contract''s word for why a merchant is not read, from what is known of it; null when it is read. See merchant_coverage.';
