create schema reporting;

-- One registration as third-party platform. Rows are made at start from the configuration and never deleted.
create table app.component (
  component_appid text primary key,
  created_at timestamptz not null,
  -- When the last complete reading of the platform's list of authorizers began; null: never read.
  roster_read_at timestamptz,
  -- Since when every call fails for a reason a person must mend (secret, ticket, whitelist); null: working.
  stopped_since timestamptz,
  stopped_errcode integer,
  stopped_reason text,
  constraint component_appid_not_empty check (component_appid <> ''),
  constraint stopped_with_a_reason check ((stopped_since is null) = (stopped_reason is null))
);

-- Secrets of a component, apart from the table that views may join. All values are Tink ciphertext bound to table,
-- column and component_appid.
create table app.component_token (
  component_appid text primary key references app.component on delete restrict,
  verify_ticket bytea,
  -- CreateTime of the push that brought the ticket: an older push never replaces a newer ticket.
  verify_ticket_issued_at timestamptz,
  verify_ticket_received_at timestamptz,
  access_token bytea,
  access_token_expires_at timestamptz,
  -- Counts stored tokens; a holder of an older generation cannot overwrite a newer one.
  generation bigint not null default 0,
  refresh_leased_until timestamptz,
  push_restarted_at timestamptz,
  constraint ticket_with_its_times check (
    (verify_ticket is null) = (verify_ticket_issued_at is null)
    and (verify_ticket is null) = (verify_ticket_received_at is null)),
  constraint access_token_with_expiry check ((access_token is null) = (access_token_expires_at is null))
);
