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
delete from app.merchant_token;
delete from app.authorize_link;
delete from app.push_event;
