-- How long the ledgers of site jobs are kept. A ledger whose time is over is first marked as pruned, and from then on
-- nothing is compared with it; its rows are deleted afterwards, little by little. What is left of it in the end are the
-- rows of addresses to which stand-ins of a kept ledger point.
alter table bulk_job_sites
    add column pruned_at  timestamptz,              -- its ledger is no longer kept; the site job itself stays
    add column swept_at   timestamptz,              -- when its rows were last looked through
    add column remnants   integer;                  -- rows of the ledger that were left then, for stand-ins
create index bulk_job_sites_kept on bulk_job_sites (id) where pruned_at is null;
create index bulk_job_sites_pruned on bulk_job_sites (id)
    where pruned_at is not null and remnants is distinct from 0;

-- whether a stand-in points to a row; it serves a site job that is deleted, too
create index stand_ins_of_look on stand_ins (seen_by, address_id);
drop index stand_ins_seen_by;
-- the few that name the run which missed something first
create index stand_ins_missing on stand_ins (site_job_id, missing_since) where missing_since is not null;

-- the files of one site job, which every choice of a base asks for
create index artifacts_of_site_job on artifacts (site_job_id);
