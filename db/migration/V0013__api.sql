-- One key of the API. Never deleted, because hand-outs name it. Only its SHA-256 is stored, from which the key cannot be found.
create table app.api_key (
  api_key_id bigint generated always as identity primary key,
  key_name text not null,
  key_sha256 bytea not null,
  scopes text[] not null,
  -- Whose merchants alone it may ask for; null: of all components.
  component_appid text,
  -- It may ask for merchants that granted any of these; empty: for all.
  permission_sets integer[] not null default '{}',
  -- It may ask for merchants that have all of these; empty: for all.
  tags jsonb not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  -- To a few seconds.
  last_used_at timestamptz,
  constraint one_key_per_name unique (key_name),
  constraint one_key_per_hash unique (key_sha256),
  constraint hash_is_a_sha256 check (octet_length(key_sha256) = 32),
  constraint scopes_are_named check (cardinality(scopes) > 0)
);

-- One access token, by its generation, that a key was handed from one address, however often. By number and appid and without
-- foreign keys: a history.
create table app.token_handout (
  handout_id bigint generated always as identity primary key,
  api_key_id bigint not null,
  component_appid text not null,
  -- Empty: the component's own token, whose generation is 0.
  merchant_appid text not null,
  generation bigint not null,
  address text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times bigint not null,
  constraint one_row_per_hand_out unique (component_appid, merchant_appid, generation, api_key_id, address)
);
