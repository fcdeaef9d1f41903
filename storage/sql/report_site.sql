-- site --
-- the site job as it stands now, and the run it belongs to
select s.id, s.bulk_job_id as run_id, s.site, s.config, s.scope, s.base_id, s.robots, s.sitemaps,
       s.attempt, s.started_at, s.outside_named, s.outside_total, r.created_at
  from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
 where s.id = $1

-- base --
-- a site job to compare with: the base, or one whose looks stand in. Its own base is none if that is no longer kept
select s.id, s.bulk_job_id as run_id, s.finished_at, s.sitemaps, s.config,
       (select o.id from bulk_job_sites o where o.id = s.base_id and o.pruned_at is null) as base_id,
       (select a.facts ->> 'extractor' from artifacts a
         where a.site_job_id = s.id and a.facts ? 'extractor' order by a.kind limit 1)::integer as extractor,
       (select o.sitemaps from bulk_job_sites o where o.id = s.base_id) as older_sitemaps
  from bulk_job_sites s where s.id = $1

-- issue_base --
-- the last complete run of the same scope that looked for issues, whether or not it found any or reported changes;
-- it must have begun before this one
select s.id
  from bulk_job_sites s
 where s.site = $1 and s.scope = $2 and s.id <> $3 and s.complete and s.pruned_at is null
   and s.started_at < (select m.started_at from bulk_job_sites m where m.id = $3)
   and exists (select from artifacts f where f.site_job_id = s.id and f.kind = any('{issues,xlsx}'))
 order by s.started_at desc, s.id desc
 limit 1

-- last_look --
-- the last run of the same scope that began before this one, complete or not: it may have been the first to see an
-- issue
select s.id
  from bulk_job_sites s
 where s.site = $1 and s.scope = $2 and s.id <> $3 and s.pruned_at is null
   and s.started_at < (select m.started_at from bulk_job_sites m where m.id = $3)
   and exists (select from artifacts f where f.site_job_id = s.id and f.kind = any('{issues,xlsx}'))
 order by s.started_at desc, s.id desc
 limit 1

-- recent_products --
-- how many products the last complete runs of this scope found that began before this one. Such counts stay with the
-- site job when its ledger is pruned
select s.product_count
  from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
 where s.site = $1 and s.scope = $2 and s.complete and s.status = 'completed' and s.id <> $3
   and s.started_at < (select m.started_at from bulk_job_sites m where m.id = $3)
   and not r.dry_run
 order by s.started_at desc limit 5

-- product_counts --
-- how many products this run found, the last complete ones of its scope, and the one before it, whatever it saw; none
-- that began after this one, which may be an old run that is made again. Of the one before it the ledger is read, too
select s.product_count as now,
       (select percentile_cont(0.5) within group (order by c.product_count)
          from (select o.product_count
                  from bulk_job_sites o join bulk_jobs r on r.id = o.bulk_job_id
                 where o.site = s.site and o.scope = s.scope and o.complete and o.status = 'completed' and o.id <> s.id
                   and o.started_at < s.started_at and not r.dry_run
                 order by o.started_at desc limit 5) c) as usual,
       b.product_count as before, b.id as before_id
  from bulk_job_sites s
  left join lateral (
       select o.id, o.product_count
         from bulk_job_sites o join bulk_jobs r on r.id = o.bulk_job_id
        where o.site = s.site and o.scope = s.scope and o.status = 'completed' and o.id <> s.id
          and o.started_at < s.started_at and not r.dry_run and o.pruned_at is null
        order by o.started_at desc limit 1) b on true
 where s.id = $1

-- of_run --
-- what the manifest says of each site job
select s.id, s.site, s.status, s.config, s.scope, s.attempt, s.robots, s.sitemaps, s.complete,
       s.started_at, s.finished_at, s.failure,
       (select b.bulk_job_id from bulk_job_sites b where b.id = s.base_id) as base_run
  from bulk_job_sites s where s.bulk_job_id = $1 order by s.id

-- outcomes_of_run --
-- how the addresses of each site job ended
select a.site_job_id, coalesce(a.outcome, 'waiting') as outcome, count(*) as addresses
  from addresses a join bulk_job_sites s on s.id = a.site_job_id
 where s.bulk_job_id = $1
 group by 1, 2 order by 1, 2
