-- Each history is kept as long as its own property says. Histories point at each other by number only, as they always did at
-- walks: else a snapshot, the bulk of the database, could not go before the changes it brought, nor a change before the
-- alerts that told of it, and each delete would look through the largest tables for what points at it. What is current is
-- still held by its foreign key: merchant_visit to its snapshot.
alter table app.audit_change drop constraint audit_change_snapshot_id_fkey;
alter table app.alert drop constraint alert_change_id_fkey;

-- Serves that foreign key when old snapshots are deleted. A visit that finds nothing new does not touch it.
create index merchant_visit_snapshot on app.merchant_visit (snapshot_id);

-- Serves "which is the last completed walk of this scope?", which is asked for each old walk, and by the metrics: walks over
-- one merchant lie between those of a scope by the thousands, and a scope that is off may have none at all.
create index walk_completed on app.walk (scope, walk_id) where state = 'completed';
