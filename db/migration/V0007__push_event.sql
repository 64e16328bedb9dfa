-- Inbox of accepted pushes. The body is Tink ciphertext (it may hold a ticket or an authorization code), bound to table,
-- column and digest.
create table app.push_event (
  push_event_id bigint generated always as identity primary key,
  component_appid text not null references app.component on delete restrict,
  -- Null on the authorization-event URL.
  merchant_appid text,
  -- InfoType or Event as received.
  type text not null,
  -- SHA-256 over the decrypted content: retried pushes may carry a new nonce and ciphertext.
  digest bytea not null,
  body bytea not null,
  issued_at timestamptz not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  attempts integer not null default 0,
  claimed_until timestamptz,
  last_error text,
  constraint one_row_per_content unique (component_appid, digest)
);

-- Serves the claim of what is still to be processed.
create index push_event_pending on app.push_event (push_event_id) where processed_at is null;

-- Serves the removal of old rows.
create index push_event_received on app.push_event (received_at);
