-- Grain: one row per merchant whose token was ever stored.
create or replace view reporting.merchant_token as
select
  merchant.component_appid,
  merchant.merchant_appid,
  token.generation,
  token.refresh_token_stored_at,
  token.refused_at,
  token.refused_errcode,
  token.access_token_issued_at,
  token.access_token_expires_at
from app.merchant_token token
join app.merchant using (merchant_id);

comment on view reporting.merchant_token is
  'One row per merchant for which tokens were ever stored: how they are. Never a token.';
comment on column reporting.merchant_token.component_appid is
  'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.merchant_token.merchant_appid is
  'Appid of the merchant''s account.';
comment on column reporting.merchant_token.generation is
  'Grows with each new token.';
comment on column reporting.merchant_token.refresh_token_stored_at is
  'When the platform last gave or confirmed the present refresh token, as it does with each refresh; null when there is none.';
comment on column reporting.merchant_token.refused_at is
  'When the platform refused the refresh token: the merchant has to authorize again. Null while it is accepted.';
comment on column reporting.merchant_token.refused_errcode is
  'The platform''s errcode of that refusal; null without one.';
comment on column reporting.merchant_token.access_token_issued_at is
  'When the present access token was issued; null when there is none.';
comment on column reporting.merchant_token.access_token_expires_at is
  'Until when the present access token is valid; null when there is none.';
