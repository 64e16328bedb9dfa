-- Whether verify tickets still come is watched per component, and outlives the process that watches: people are told of each
-- stage of a silence once, whoever notices and however often the daemon is started.
alter table app.component
  -- When the watch last looked; null before it first did. Long ago means that nobody was there to receive tickets.
  add column ticket_watched_at timestamptz,
  -- Since when it has looked without a gap: silence from before then is not the platform's.
  add column ticket_listening_since timestamptz,
  -- The farthest stage people were told of since the last ticket; null: of none.
  add column ticket_told text,
  -- When the silence they were told of began; a ticket that arrived later ends it.
  add column ticket_silent_since timestamptz,
  add constraint known_ticket_stage check (ticket_told in ('overdue', 'silent', 'six_hours_left', 'three_hours_left',
    'one_hour_left', 'dead')),
  add constraint watched_while_listening check ((ticket_watched_at is null) = (ticket_listening_since is null)),
  add constraint told_of_a_silence check ((ticket_told is null) = (ticket_silent_since is null));
