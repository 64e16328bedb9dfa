-- One account that authorized a component. Never deleted: a revoked merchant keeps its history.
create table app.merchant (
  merchant_id bigint generated always as identity primary key,
  component_appid text not null references app.component on delete restrict,
  merchant_appid text not null,
  authorization_state text not null default 'authorized',
  -- When the platform says the authorization was given (auth_time); null until the roster has shown it.
  authorized_at timestamptz,
  revoked_at timestamptz,
  permission_sets integer[] not null default '{}',
  -- Whether the facts below have to be read (again): the merchant is new, or the list showed something new about it.
  facts_due boolean not null default true,
  -- Null until the facts below were read from the platform.
  facts_read_at timestamptz,
  merchant_name text,
  principal_name text,
  original_id text,
  is_mini_program boolean,
  service_type integer,
  verify_type integer,
  register_type integer,
  account_status integer,
  created_at timestamptz not null,
  -- Start of the last complete roster that listed this merchant; one absence revokes no merchant.
  last_listed_at timestamptz,
  constraint one_row_per_authorization unique (component_appid, merchant_appid),
  constraint known_authorization_state check (authorization_state in ('authorized', 'revoked')),
  constraint revoked_iff_revoked_at check ((authorization_state = 'revoked') = (revoked_at is not null))
);

-- Serves the cutting of a walk into slices where there are several components, and the metrics' counts, from the index alone.
create index merchant_of_component on app.merchant (component_appid, merchant_id) include (authorization_state);

-- Serves support's "what happened to this merchant?", which knows the appid only.
create index merchant_by_appid on app.merchant (merchant_appid);

-- Serves category_audit and category_snapshot of a merchant whose name is known and whose appid is not. A hash: an entry of a
-- B-tree may have 2,704 bytes, and the platform does not limit a name.
create index merchant_by_name on app.merchant using hash (merchant_name);

-- Serves the reading of facts after the roster, page by page.
create index merchant_facts_due on app.merchant (component_appid, merchant_id) where facts_due;

-- Serves reauthorization.
create index merchant_revoked on app.merchant (merchant_id) where authorization_state = 'revoked';
