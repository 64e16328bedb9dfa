-- Serves rejection: how often a category went into rejection, and the change that did it last, from the index alone. A list of
-- all rejections looks both up for each of its rows, in a history whose rows lie anywhere.
create index audit_change_into_rejection on app.audit_change (merchant_id, first_id, second_id, observed_at, change_id)
  where audit_status = 2 and change in ('added', 'status_changed');
