-- Grain: one row per finished walk and failure.
create or replace view reporting.walk_failure as
select
  walk_failure.walk_id,
  walk_failure.outcome,
  walk_failure.errcode,
  walk_failure.merchants,
  merchant.component_appid,
  merchant.merchant_appid,
  walk_failure.rid
from app.walk_failure
left join app.merchant using (merchant_id);

comment on view reporting.walk_failure is
  'One row per finished walk and failure: with which outcome and errcode its visits ended, where they could not read a merchant that should be read.';
comment on column reporting.walk_failure.walk_id is
  'The walk; see walk.';
comment on column reporting.walk_failure.outcome is
  'failed, token_lost, throttled or not_permitted; see walk_ledger.';
comment on column reporting.walk_failure.errcode is
  'The platform''s errcode that decided it; null without one, as after a time-out.';
comment on column reporting.walk_failure.merchants is
  'How many merchants ended so. One that another walk visited before this one ended is not among them.';
comment on column reporting.walk_failure.component_appid is
  'Component of one of these merchants, as an example.';
comment on column reporting.walk_failure.merchant_appid is
  'Appid of that merchant.';
comment on column reporting.walk_failure.rid is
  'The platform''s request id of the answer for that merchant, for questions to its support; null when it sent none.';
