-- Inbox of accepted pushes. The body is Tink ciphertext (it may hold a ticket or an authorization code), bound to table,
-- column and digest.
create table app.push_event (
  push_event_id bigint generated always as identity primary key,
  component_appid text not null references app.component on delete restrict,
  -- The merchant in the address of the push; null on the authorization-event URL.
  merchant_appid text,
  -- The merchant that an authorization event names in its body.
  about_appid text,
  -- InfoType or Event as received.
  type text not null,
  -- SHA-256 over the decrypted content: retried pushes may carry a new nonce and ciphertext.
  digest bytea not null,
  body bytea not null,
  -- Never later than received_at; the epoch when the push did not say.
  issued_at timestamptz not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  attempts integer not null default 0,
  claimed_until timestamptz,
  last_error text,
  -- The push waits only for its component to work again: it is due as soon as that happens, and meanwhile no attempt is
  -- counted.
  waits_for_component boolean not null default false,
  -- Whether the event brought an authorization code that is not used yet: until it is, nothing this merchant lacks is lost.
  code_waits boolean not null default false,
  constraint one_row_per_content unique (component_appid, digest)
);

-- Serves the claim of what is still to be processed.
create index push_event_pending on app.push_event (push_event_id) where processed_at is null;

-- Serves the question of each visit that found no token: does a code wait that brings one?
create index push_event_code_waits on app.push_event (component_appid, about_appid) where code_waits;

-- Serves the removal of old rows.
create index push_event_received on app.push_event (received_at);

-- Serve reporting.merchant_timeline: what the platform pushed about a merchant, and its authorization events.
create index push_event_of_merchant on app.push_event (merchant_appid, component_appid, received_at)
  where merchant_appid is not null;
create index push_event_about on app.push_event (about_appid, component_appid, received_at) where about_appid is not null;

-- The last request that was refused for each reason, so that another process than the one that refused it can distinguish
-- "nothing arrives" from "it arrives and we refuse it". Nothing that a stranger wrote is stored, and strangers cannot make
-- the table grow: it has a row per configured component and reason, written at most once a minute.
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
