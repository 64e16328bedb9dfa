-- A link by which a merchant authorizes again. Anyone who has its id may use it, so the id is stored as a hash, which finds it, and
-- as ciphertext, from which it can be shown again. Deleted some months after its end.
create table app.authorize_link (
  link_id bigint generated always as identity primary key,
  merchant_id bigint not null references app.merchant on delete restrict,
  id_sha256 bytea not null,
  encrypted_id bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  -- The last time; null until then.
  clicked_at timestamptz,
  -- When the merchant came back from the platform's page and the platform confirmed its authorization.
  used_at timestamptz,
  revoked_at timestamptz,
  constraint one_link_per_id unique (id_sha256),
  constraint hash_is_a_sha256 check (octet_length(id_sha256) = 32)
);

-- Serves reauthorization.last_linked_at, and the link that the API shows for a merchant.
create index authorize_link_of_merchant on app.authorize_link (merchant_id, created_at);

-- Serves the deletion of old links.
create index authorize_link_expired on app.authorize_link (expires_at);
