-- Grain: one row per first and second category id that occurs in the history.
-- Everything is looked up per pair, so a query about one pair costs one pair.
create or replace view reporting.audit_turnaround as
select
  pair.first_id,
  pair.first_name,
  pair.second_id,
  pair.second_name,
  review.decided as reviews_decided,
  review.approved,
  review.rejected,
  round(review.rejected::numeric / nullif(review.decided, 0), 4) as rejection_rate,
  round((review.seconds[1] / 3600)::numeric, 4) as median_hours,
  round((review.seconds[2] / 3600)::numeric, 4) as p90_hours
from app.category_pair as pair
cross join lateral (
  select
    count(*)::integer as decided,
    (count(*) filter (where decision.audit_status = 3))::integer as approved,
    (count(*) filter (where decision.audit_status = 2))::integer as rejected,
    percentile_cont(array[0.5, 0.9]) within group (order by decision.review_seconds) as seconds
  from app.audit_change as decision
  where decision.first_id = pair.first_id
    and decision.second_id = pair.second_id
    and decision.review_seconds is not null
) as review;

comment on view reporting.audit_turnaround is
  'One row per first and second category id seen in the history: how the platform''s reviews of it ended and how long they took. A review is decided when a category under review is found approved or rejected; one that was removed or got an unknown status is not counted. Times are as exact as the walks are frequent. Reviews whose decision catwalk.category.keep-changes deleted are not counted.';
comment on column reporting.audit_turnaround.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.audit_turnaround.first_name is
  'Its newest name in the history; null when no change has one.';
comment on column reporting.audit_turnaround.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.audit_turnaround.second_name is
  'Its newest name in the history; null when no change has one.';
comment on column reporting.audit_turnaround.reviews_decided is
  'How many changes from under review to approved or rejected, of all merchants; 0 when no review was decided. A category that was reviewed twice counts twice.';
comment on column reporting.audit_turnaround.approved is
  'How many of them ended approved.';
comment on column reporting.audit_turnaround.rejected is
  'How many of them ended rejected.';
comment on column reporting.audit_turnaround.rejection_rate is
  'rejected / reviews_decided, from 0 to 1; null when none was decided.';
comment on column reporting.audit_turnaround.median_hours is
  'Hours from the read that found the category under review to the read that found the decision: half of the reviews took no longer. A review that had begun before the first read of its merchant counts from that read, so it really took longer. Null when none was decided.';
comment on column reporting.audit_turnaround.p90_hours is
  'As median_hours, for nine in ten reviews. Null when none was decided.';
