-- A lease on a token is renewed by its holder while it refreshes, and so it is short: it ends soon after a holder that died.
-- Since its end moves, it is known by an id. No check ties the two columns together: during an upgrade nodes of the version
-- before take leases without an id.
alter table app.component_token add column refresh_leased_by uuid;
alter table app.merchant_token add column refresh_leased_by uuid;

-- The node, by its name in the Quartz cluster, that goes through a slice in the thread that planned it, without a Quartz job:
-- when that node is gone upkeep gives the slice to another. Null: it has a job.
alter table app.walk_slice add column node text;
