-- The merchant's tokens, apart from the table that views may join. Values are Tink ciphertext bound to table, column and
-- merchant_id. A refresh token is replaced only by another one, never by nothing.
create table app.merchant_token (
  merchant_id bigint primary key references app.merchant on delete restrict,
  refresh_token bytea,
  -- When the refresh token was stored: an offer the platform made before that is older than what we hold.
  refresh_token_stored_at timestamptz,
  -- The platform refused the stored refresh token and no other was found; cleared when another one arrives.
  refused_at timestamptz,
  refused_errcode integer,
  access_token bytea,
  access_token_expires_at timestamptz,
  -- Counts stored tokens; a holder of an older generation cannot overwrite a newer one.
  generation bigint not null default 0,
  refresh_leased_until timestamptz,
  constraint refresh_token_with_its_time check ((refresh_token is null) = (refresh_token_stored_at is null)),
  constraint access_token_with_expiry check ((access_token is null) = (access_token_expires_at is null))
) with (fillfactor = 80);
