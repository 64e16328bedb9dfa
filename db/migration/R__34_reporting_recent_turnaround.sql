-- Grain: one row per first and second category id with a decided review in the history.
-- A category costs one look-up of its newest 100 reviews, however long the history is.
create or replace view reporting.recent_turnaround as
select
  pair.first_id,
  pair.first_name,
  pair.second_id,
  pair.second_name,
  review.reviews,
  review.since,
  round(review.reviews * 86400 / greatest(extract(epoch from now() - review.since), 86400), 2) as reviews_a_day,
  review.rejection_rate,
  review.median_hours,
  review.p90_hours
from app.category_pair as pair
cross join lateral (
  select
    count(*)::integer as reviews,
    min(decision.observed_at) as since,
    round(avg((decision.audit_status = 2)::integer), 4) as rejection_rate,
    round((percentile_cont(0.5) within group (order by decision.review_seconds) / 3600)::numeric, 4) as median_hours,
    round((percentile_cont(0.9) within group (order by decision.review_seconds) / 3600)::numeric, 4) as p90_hours
  from (
    select audit_change.observed_at, audit_change.audit_status, audit_change.review_seconds
    from app.audit_change
    where audit_change.first_id = pair.first_id
      and audit_change.second_id = pair.second_id
      and audit_change.review_seconds is not null
    order by audit_change.observed_at desc
    limit 100
  ) as decision
) as review
where review.reviews > 0;

comment on view reporting.recent_turnaround is
  'One row per first and second category id with a decided review: how the platform''s 100 newest reviews of it ended and how long they took. Unlike audit_turnaround it says how it is now, and costs the same however long the history is.';
comment on column reporting.recent_turnaround.first_id is
  'First-level category as getcategory numbers it (first).';
comment on column reporting.recent_turnaround.first_name is
  'Its newest name in the history; null when no change has one.';
comment on column reporting.recent_turnaround.second_id is
  'Second-level category as getcategory numbers it (second).';
comment on column reporting.recent_turnaround.second_name is
  'Its newest name in the history; null when no change has one.';
comment on column reporting.recent_turnaround.reviews is
  'How many reviews the row is about: the newest 100, or fewer where there are not so many.';
comment on column reporting.recent_turnaround.since is
  'When a read found the decision of the oldest of them.';
comment on column reporting.recent_turnaround.reviews_a_day is
  'reviews per 24 hours from since to now; a time of less than 24 hours counts as 24.';
comment on column reporting.recent_turnaround.rejection_rate is
  'Which part of the reviews ended rejected, from 0 to 1.';
comment on column reporting.recent_turnaround.median_hours is
  'Hours from the read that found the category under review to the read that found the decision: half of the reviews took no longer; see audit_turnaround.';
comment on column reporting.recent_turnaround.p90_hours is
  'As median_hours, for nine in ten reviews.';
