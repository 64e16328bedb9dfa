-- One person who may log in to the console where catwalk.console.auth is users.
create table app.console_user (
  user_id bigint generated always as identity primary key,
  user_name text not null,
  -- bcrypt, with its salt and cost.
  password_hash text not null,
  user_role text not null,
  created_at timestamptz not null,
  -- Since the last login that succeeded, or the last lock.
  failed_logins integer not null default 0,
  locked_until timestamptz,
  constraint one_user_per_name unique (user_name),
  constraint known_role check (user_role in ('viewer', 'operator')),
  constraint hash_is_bcrypt check (password_hash like '$2%')
);

-- One browser that is logged in, at whichever node. Only the SHA-256 of its 256 random bits is stored.
create table app.console_session (
  session_sha256 bytea primary key,
  -- Null for a person whom an OpenID provider named; name and role are then those of the login.
  user_id bigint references app.console_user on delete cascade,
  person_name text,
  person_role text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint hash_is_a_sha256 check (octet_length(session_sha256) = 32),
  constraint of_a_user_or_of_a_person check (num_nonnulls(user_id, person_name) = 1),
  constraint a_person_has_a_role check ((person_name is null) = (person_role is null)),
  constraint known_person_role check (person_role in ('viewer', 'operator'))
);

-- The end of a person's sessions, by the foreign key and by a new password.
create index console_session_of_user on app.console_session (user_id);

-- What a person did in the console. It has the name and no foreign key: a history survives its user, and with auth = proxy
-- console_user is empty.
create table app.console_act (
  act_id bigint generated always as identity primary key,
  at timestamptz not null,
  user_name text not null,
  act text not null,
  -- What it was done to: a merchant, a channel; null: to nothing else.
  subject text
);

-- What a name is searched by: each two characters that follow each other. An index of them finds any part of a name of two
-- characters or more, in any script, and needs no extension. In plpgsql, because a function in SQL starts a query of its own for
-- each name that the index takes in, which costs six times as much.
create function reporting.character_pairs(word text) returns text[]
  language plpgsql immutable parallel safe
as $$
declare
  small constant text := lower(word);
  pairs text[] := '{}';
begin
  for i in 1 .. coalesce(char_length(small), 0) - 1 loop
    pairs[i] := substr(small, i, 2);
  end loop;
  return pairs;
end
$$;

comment on function reporting.character_pairs(text) is
  'The pairs of neighbouring characters of a text, in lower case; none of a text of one character, or of null. The console finds merchants by them: the index merchant_by_character_pairs answers reporting.character_pairs(coalesce(merchant_name, '''') || '' '' || coalesce(principal_name, '''')) @> reporting.character_pairs(''…'').';

-- The console's search: names that contain a text.
create index merchant_by_character_pairs on app.merchant
  using gin (reporting.character_pairs(coalesce(merchant_name, '') || ' ' || coalesce(principal_name, '')));
