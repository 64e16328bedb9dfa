-- Secrets, apart from the tables that views may join. All values are Tink ciphertext bound to table, column and row.
-- generation counts the tokens stored: a holder of an older generation cannot overwrite a newer one. The holder of a lease
-- renews it while it refreshes, so the lease is short and ends soon after a holder that died. Since its end moves, a lease
-- is known by an id.

-- Secrets of a component.
create table app.component_token (
  component_appid text primary key references app.component on delete restrict,
  verify_ticket bytea,
  -- CreateTime of the push that brought the ticket: an older push never replaces a newer ticket.
  verify_ticket_issued_at timestamptz,
  verify_ticket_received_at timestamptz,
  access_token bytea,
  -- When the platform was asked for the token.
  access_token_issued_at timestamptz,
  access_token_expires_at timestamptz,
  generation bigint not null default 0,
  refresh_leased_by uuid,
  refresh_leased_until timestamptz,
  push_restarted_at timestamptz,
  constraint ticket_with_its_times check (
    (verify_ticket is null) = (verify_ticket_issued_at is null)
    and (verify_ticket is null) = (verify_ticket_received_at is null)),
  constraint access_token_with_expiry check ((access_token is null) = (access_token_expires_at is null))
);

-- Tokens of a merchant. A refresh token is replaced only by another one, never by nothing.
create table app.merchant_token (
  merchant_id bigint primary key references app.merchant on delete restrict,
  refresh_token bytea,
  -- When the platform last gave it, also as the one we had: an offer the platform made before that is older than what we hold.
  refresh_token_stored_at timestamptz,
  -- The platform refused the stored refresh token and no other was found; cleared when another one arrives.
  refused_at timestamptz,
  refused_errcode integer,
  access_token bytea,
  -- When the platform was asked for the token.
  access_token_issued_at timestamptz,
  access_token_expires_at timestamptz,
  generation bigint not null default 0,
  refresh_leased_by uuid,
  refresh_leased_until timestamptz,
  constraint refresh_token_with_its_time check ((refresh_token is null) = (refresh_token_stored_at is null)),
  constraint access_token_with_expiry check ((access_token is null) = (access_token_expires_at is null))
) with (fillfactor = 80);
