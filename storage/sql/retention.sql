-- lock_prunes --
-- one worker prunes at a time, so that the load is that of one; held by the connection
select pg_try_advisory_lock(7210003)

-- unlock_prunes --
-- the next tick may be another worker's
select pg_advisory_unlock(7210003)

-- lock_marks --
-- for as long as ledgers are chosen and marked nobody chooses a base
select pg_advisory_xact_lock(7210004)

-- mark --
-- site jobs whose ledgers nothing will read any more, $2 of them, the oldest first: their runs ended more than $1 ago,
-- and neither a run that can still be retried nor the next run of any site and scope would look into them. A reader of
-- one kind looks into the last ledger of that kind before it, so a ledger is needed by the readers that began after it
-- and not after the next one of its kind. Retries lock the run before they reopen it, so the runs are locked here, too
with jobs as materialized (
    select s.id, s.bulk_job_id, s.site, s.scope, coalesce(s.started_at, 'infinity') as started_at, s.base_id,
           s.status = 'completed' and not r.dry_run as ended, s.complete, r.reports && '{diff,xlsx}' as told,
           exists (select from artifacts f where f.site_job_id = s.id and f.kind = any('{issues,xlsx}')) as looked,
           s.outside_total is not null as checked,
           coalesce(r.finished_at < now() - $1::interval, false) as is_old
      from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
     where s.pruned_at is null
), readers as (
    select site, scope, started_at from jobs where not is_old
     union
    select site, scope, 'infinity' from jobs
), kinds as (
    select j.id, j.site, j.started_at, k.kind, k.scope,
           lead(j.started_at, k.deep) over (partition by j.site, k.kind, k.scope order by j.started_at, j.id) as until
      from jobs j
     cross join lateral (values
           ('told', j.scope, 1, j.ended and j.complete and j.told),  -- site_jobs.choose_base prefers these
           ('base', j.scope, 1, j.ended and j.complete),             -- and takes these
           ('issues', j.scope, 1, j.complete and j.looked),          -- report_site.issue_base
           ('look', j.scope, 1, j.looked),                           -- report_site.last_look
           ('counts', j.scope, 1, j.ended),                          -- report_site.product_counts
           ('outside', null, 5, j.checked)                           -- outside_checks.gather, of any scope
           ) as k (kind, scope, deep, applies)
     where k.applies
), looked_into as (
    select distinct k.id, k.kind
      from kinds k
      join readers r on r.site = k.site and (k.scope is null or k.scope = r.scope)
                    and r.started_at > k.started_at and (k.until is null or r.started_at <= k.until)
), bases as (
    select id from looked_into where kind = any('{told,base}')
     union
    select base_id from jobs where not is_old and base_id is not null
), needed as (
    select id from looked_into
     union
    select id from bases
     union
    select j.base_id from jobs j join bases b on b.id = j.id                          -- report_pairs.confirmed
     union
    select i.missing_since from stand_ins i                                           -- report_pairs.fresh_since
     where i.site_job_id = any(array(select id from bases)) and i.missing_since is not null
), due as (
    select j.id, j.bulk_job_id from jobs j
     where j.is_old and not exists (select from needed n where n.id = j.id)
     order by j.id limit $2
), ended_runs as materialized (
    select id from bulk_jobs
     where id = any(array(select bulk_job_id from due)) and finished_at < now() - $1::interval
     order by id for no key update
)
update bulk_job_sites s set pruned_at = now()
  from due d join ended_runs r on r.id = d.bulk_job_id
 where s.id = d.id and s.pruned_at is null
returning s.id

-- to_sweep --
-- marked site jobs whose rows nobody has deleted yet; and, once a day, those of which something was left
select id from bulk_job_sites
 where pruned_at is not null and remnants is distinct from 0
   and (swept_at is null or swept_at < now() - interval '1 day')
 order by swept_at nulls first, id limit $1

-- swept --
-- all its rows were looked through: how many are left
update bulk_job_sites
   set swept_at = now(), remnants = (select count(*) from addresses where site_job_id = $1)
 where id = $1
returning remnants

-- pages --
-- a stretch of the pages of a pruned ledger ($1) after $2; those that a stand-in of a kept ledger points to stay. Here
-- and below it returns where the stretch ends, null after the last one, and how many rows went; and it compares whole
-- keys, so that PostgreSQL walks along the index: of the rows of one site job it may know nothing yet, and would sort
-- all of them for each stretch
-- Stand-ins are looked up row by row, and one is enough: an address that fails for months has one in each ledger
with stretch as materialized (
    select address_id
      from (select site_job_id, address_id from pages where (site_job_id, address_id) > ($1::bigint, $2::bigint)
             order by site_job_id, address_id limit $3) n
     where site_job_id = $1
), needed as materialized (
    select t.address_id
      from stretch t
     cross join lateral (
           select from stand_ins i join bulk_job_sites k on k.id = i.site_job_id and k.pruned_at is null
            where i.seen_by = $1 and i.address_id = t.address_id limit 1) one
), gone as (
    delete from pages
     where site_job_id = $1
       and address_id = any(array(select address_id from stretch except select address_id from needed))
    returning 1
)
select (select max(address_id) from stretch) as last, (select count(*) from gone) as gone

-- addresses --
-- likewise of its addresses
with stretch as materialized (
    select address_id
      from (select site_job_id, address_id from addresses where (site_job_id, address_id) > ($1::bigint, $2::bigint)
             order by site_job_id, address_id limit $3) n
     where site_job_id = $1
), needed as materialized (
    select t.address_id
      from stretch t
     cross join lateral (
           select from stand_ins i join bulk_job_sites k on k.id = i.site_job_id and k.pruned_at is null
            where i.seen_by = $1 and i.address_id = t.address_id limit 1) one
), gone as (
    delete from addresses
     where site_job_id = $1
       and address_id = any(array(select address_id from stretch except select address_id from needed))
    returning 1
)
select (select max(address_id) from stretch) as last, (select count(*) from gone) as gone

-- sitemap_alternates --
-- likewise of what sitemaps say of its languages
with stretch as materialized (
    select address_id
      from (select site_job_id, address_id from sitemap_alternates where (site_job_id, address_id) > ($1::bigint, $2::bigint)
             order by site_job_id, address_id limit $3) n
     where site_job_id = $1
), needed as materialized (
    select t.address_id
      from stretch t
     cross join lateral (
           select from stand_ins i join bulk_job_sites k on k.id = i.site_job_id and k.pruned_at is null
            where i.seen_by = $1 and i.address_id = t.address_id limit 1) one
), gone as (
    delete from sitemap_alternates
     where site_job_id = $1
       and address_id = any(array(select address_id from stretch except select address_id from needed))
    returning 1
)
select (select max(address_id) from stretch) as last, (select count(*) from gone) as gone

-- page_issues --
-- a stretch of its issues
with stretch as materialized (
    select address_id
      from (select site_job_id, address_id from page_issues where (site_job_id, address_id) > ($1::bigint, $2::bigint)
             order by site_job_id, address_id limit $3) n
     where site_job_id = $1
), gone as (
    delete from page_issues where site_job_id = $1 and address_id = any(array(select address_id from stretch))
    returning 1
)
select (select max(address_id) from stretch) as last, (select count(*) from gone) as gone

-- stand_ins --
-- a stretch of its own stand-ins: nothing is compared with it any more
with stretch as materialized (
    select address_id
      from (select site_job_id, address_id from stand_ins where (site_job_id, address_id) > ($1::bigint, $2::bigint)
             order by site_job_id, address_id limit $3) n
     where site_job_id = $1
), gone as (
    delete from stand_ins where site_job_id = $1 and address_id = any(array(select address_id from stretch))
    returning 1
)
select (select max(address_id) from stretch) as last, (select count(*) from gone) as gone

-- outside_checks --
-- a stretch of its outside checks
with stretch as materialized (
    select key
      from (select site_job_id, key from outside_checks where (site_job_id, key) > ($1::bigint, $2::uuid)
             order by site_job_id, key limit $3) n
     where site_job_id = $1
), gone as (
    delete from outside_checks where site_job_id = $1 and key = any(array(select key from stretch))
    returning 1
)
select (select key from stretch order by key desc limit 1) as last, (select count(*) from gone) as gone

-- progress --
-- a stretch of its samples of progress
with stretch as materialized (
    select p.id
      from bulk_job_sites s join bulk_job_progress p on p.bulk_job_id = s.bulk_job_id and p.site = s.site
     where s.id = $1 and p.id > $2 order by p.id limit $3
), gone as (
    delete from bulk_job_progress where id = any(array(select id from stretch)) returning 1
)
select (select max(id) from stretch) as last, (select count(*) from gone) as gone

-- is_over --
-- whether a run can no longer be retried: it ended more than $2 ago, or something of it was pruned
select coalesce(r.finished_at < now() - $2::interval, false)
       or exists (select from bulk_job_sites s where s.bulk_job_id = r.id and s.pruned_at is not null) as is_over
  from bulk_jobs r where r.id = $1

-- census --
-- for /status and doctor: how many ledgers are kept, since when, and how many rows are kept for stand-ins alone
select count(*) filter (where s.pruned_at is null) as kept, min(r.finished_at) filter (where s.pruned_at is null) as since,
       count(*) filter (where s.swept_at is null and s.pruned_at is not null) as to_prune,
       coalesce(sum(s.remnants), 0) as remnants
  from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
