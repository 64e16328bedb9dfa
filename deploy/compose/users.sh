#!/bin/sh
# Run by the PostgreSQL image, once, on an empty data directory: the daemon owns its database and nothing else, and Grafana reads
# the views and nothing else.
set -eu
# Here and not as arguments, which everyone on the machine can read.
psql --username postgres --dbname catwalk --quiet --set ON_ERROR_STOP=1 <<'END'
\set catwalk `cat /run/secrets/catwalk-password`
\set reader `cat /run/secrets/reader-password`
create role catwalk login password :'catwalk';
alter database catwalk owner to catwalk;
create role catwalk_reporter;
create role reader login password :'reader' in role catwalk_reporter;
END
