-- What reports need to answer at once with a million merchants and twenty million changes behind them.

-- How long the review took that this change ended, in whole seconds; null for every other change. Written with the change:
-- to find the beginnings again, millions of decisions would each have to be looked up in the history.
alter table app.audit_change add column review_seconds integer;

update app.audit_change as decision
set review_seconds = (
  select round(extract(epoch from decision.observed_at - max(beginning.observed_at)))
  from app.audit_change as beginning
  where beginning.merchant_id = decision.merchant_id
    and beginning.first_id = decision.first_id
    and beginning.second_id = decision.second_id
    and beginning.observed_at <= decision.observed_at
    and beginning.change in ('added', 'status_changed')
    and beginning.audit_status = 1
)
where change = 'status_changed' and previous_status = 1 and audit_status in (2, 3);

-- Not the other way round: during an upgrade nodes of the version before record decisions without it.
alter table app.audit_change add constraint review_seconds_only_of_decisions
  check (review_seconds is null or (change = 'status_changed' and previous_status = 1 and audit_status in (2, 3)));

drop index app.audit_change_decided;

-- Serves audit_turnaround: the reviews of a pair, from the shortest to the longest, and how they ended.
create index audit_change_decided on app.audit_change (first_id, second_id, review_seconds, audit_status)
  where review_seconds is not null;

-- Alerts that no channel was to be told when they were raised, and none will be. A table of their own, so that those which
-- lack a delivery need not be looked for among all.
create table app.alert_untold (
  alert_id bigint primary key references app.alert on delete cascade
);

insert into app.alert_untold (alert_id)
select alert_id from app.alert
where not exists (select from app.alert_delivery where alert_delivery.alert_id = alert.alert_id);

-- Serves rejection: the longest standing or the newest first, and counts per category from the index alone; the planner asks
-- for merchant_id even where it has no use for it.
create index category_rejected on app.category (status_since) include (merchant_id, first_id, second_id)
  where audit_status = 2;

drop index app.category_of_pair;

-- Serves category_audit where first_id = … and second_id = …: who has set this category; counts from the index alone.
create index category_of_pair on app.category (first_id, second_id, audit_status, merchant_id);

-- Serves category_quota where additions_left = 0, from the index alone: the rows themselves hold whole answers and lie far
-- apart.
create index category_snapshot_exhausted on app.category_snapshot (merchant_id)
  include (snapshot_id, additions_left, additions_limit, category_limit, category_count)
  where additions_left = 0 and last_seen_at is null;

-- Serves walk where planned_at >= …: most rows are walks over one merchant, which pushes cause. Also serves the question
-- whether a walk that is due was started, or skipped, before its node died.
create index walk_planned on app.walk (planned_at);
