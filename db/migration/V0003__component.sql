-- One registration as third-party platform. Rows are inserted at start from the configuration and never deleted.
create table app.component (
  component_appid text primary key,
  created_at timestamptz not null,
  -- When the last complete reading of the platform's list of authorizers began; null: never read.
  roster_read_at timestamptz,
  -- How many authorizers the platform counted at that reading, and how many its list held.
  roster_total bigint,
  roster_found bigint,
  -- Since when every call fails for a reason that only a person can fix (secret, ticket, whitelist); null: working.
  stopped_since timestamptz,
  stopped_errcode integer,
  stopped_reason text,
  -- The daemon watches whether verify tickets still arrive. The state of that watch is stored, so that each stage of a silence
  -- causes one alert, whichever node notices it and however often the daemon is started.
  -- When the watch last checked; null before its first check. A time long ago means that no node was there to receive tickets.
  ticket_watched_at timestamptz,
  -- Since when it has checked without a gap: silence before that is not the platform's.
  ticket_listening_since timestamptz,
  -- The last stage that was reported since the last ticket; null: none.
  ticket_stage text,
  -- When the reported silence began; a ticket that arrives later ends it.
  ticket_silent_since timestamptz,
  constraint component_appid_not_empty check (component_appid <> ''),
  constraint stopped_with_a_reason check ((stopped_since is null) = (stopped_reason is null)),
  constraint known_ticket_stage check (ticket_stage in ('overdue', 'silent', 'six_hours_left', 'three_hours_left',
    'one_hour_left', 'dead')),
  constraint watched_while_listening check ((ticket_watched_at is null) = (ticket_listening_since is null)),
  constraint stage_with_its_silence check ((ticket_stage is null) = (ticket_silent_since is null))
);
