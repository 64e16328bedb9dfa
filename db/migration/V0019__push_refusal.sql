-- The last request that was turned away for each reason, so that another process than the one that refused it can tell
-- "nothing arrives" from "it arrives and we refuse it". Nothing a stranger wrote is kept, and strangers cannot make it grow: a
-- row per configured component and reason, written at most once a minute.
create table app.push_refusal (
  component_appid text not null references app.component on delete restrict,
  -- The name that catwalk_pushes_total shows after "refused_".
  reason text not null,
  -- When the last one arrived; up to a minute late while many do.
  refused_at timestamptz not null,
  -- Since the component is known. What a process had not written when it ended is missing.
  refusal_count bigint not null,
  primary key (component_appid, reason),
  constraint refusal_count_positive check (refusal_count > 0)
);
