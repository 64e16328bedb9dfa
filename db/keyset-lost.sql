-- For a keyset that is lost with all copies of it: deletes what only it could decrypt, so that the daemon starts with a new one.
--
--   psql --dbname DATABASE --single-transaction --file db/keyset-lost.sql
--
-- as the owner of the tables, while no daemon runs. Merchants, categories, their history, the work list and alerts stay. The
-- platform offers the tokens anew: verify tickets within ten minutes, refresh tokens with the first walk. Lost are the stored
-- pushes with what was still to be handed on, and links that merchants have not used: send them new ones.
--
-- Do not run it because a daemon has the wrong keyset. First look for the right one.

delete from app.component_token;
-- Not deleted: the numbers of tokens (generation) go on, so that token_handout never takes a new token for an old one.
update app.merchant_token
set refresh_token = null, refresh_token_stored_at = null, refused_at = null, refused_errcode = null,
  access_token = null, access_token_issued_at = null, access_token_expires_at = null,
  refresh_leased_by = null, refresh_leased_until = null;
delete from app.authorize_link;
delete from app.push_event;
