-- Grain: one row per access token, key and address it was handed to.
create or replace view reporting.token_handout as
select
  api_key.key_name,
  token_handout.component_appid,
  nullif(token_handout.merchant_appid, '') as merchant_appid,
  nullif(token_handout.generation, 0) as generation,
  token_handout.first_at,
  token_handout.last_at,
  token_handout.times,
  token_handout.address
from app.token_handout
join app.api_key using (api_key_id);

comment on view reporting.token_handout is
  'One row per access token, key and address it was handed to by the API: who had which token when. Written every two seconds. Where catwalk.api.keep-handouts is set, those last repeated longer ago are gone.';
comment on column reporting.token_handout.key_name is
  'The name of the API key, as apikeys create was given it; revoked keys included.';
comment on column reporting.token_handout.component_appid is
  'Appid of the component (third-party platform registration); from the configuration.';
comment on column reporting.token_handout.merchant_appid is
  'Appid of the account whose token it is, the platform''s authorizer_appid; null for the component''s own token.';
comment on column reporting.token_handout.generation is
  'Which of the merchant''s tokens, as in the answer of the API: the next one has a higher number; null for the component''s own token.';
comment on column reporting.token_handout.first_at is
  'When this key was handed this token at this address for the first time.';
comment on column reporting.token_handout.last_at is
  'When for the last time.';
comment on column reporting.token_handout.times is
  'How often.';
comment on column reporting.token_handout.address is
  'The address of the connection, hence of a proxy where one stands between.';
