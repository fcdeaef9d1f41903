-- get --
-- one site job
select * from bulk_job_sites where id = $1

-- lock_run_of --
-- one order of locks for everyone: the run first
select r.id from bulk_jobs r join bulk_job_sites s on s.bulk_job_id = r.id
 where s.id = $1 for no key update of r

-- lock_claims --
-- claims are rare and short: one at a time keeps every limit exact
select pg_advisory_xact_lock(7210001)

-- claim --
-- the right to work: +1 to the epoch fences off whoever had it before
update bulk_job_sites s
   set status = 'running', epoch = s.epoch + 1, worker = $2, heartbeat_at = now(),
       lease_until = now() + $3::interval, started_at = coalesce(s.started_at, now()),
       waiting_reason = null, resume_at = null
  from bulk_jobs r
 where s.id = $1 and r.id = s.bulk_job_id and s.status = 'queued' and s.ready_at <= now()
   and r.status = any('{queued,running,cancelling}') and r.paused_at is null
   and (select count(*) from bulk_job_sites x where x.status = 'running') < $4
   and (r.concurrency is null or r.concurrency >
        (select count(*) from bulk_job_sites x where x.status = 'running' and x.bulk_job_id = r.id))
   and not exists (select from bulk_job_sites x where x.status = 'running' and x.host = s.host)
returning s.*, r.page_limit, r.reports, r.skip_existing, r.dry_run,
          (r.status = 'cancelling' or s.cancel_at is not null) as cancelled

-- lock_choice --
-- a ledger that is chosen now is not pruned at the same moment: see retention.lock_marks
select pg_advisory_xact_lock_shared(7210004)

-- choose_base --
-- diff.csv compares with the last run of the same scope that saw everything and reported its own changes: changes
-- before a run that was not asked for them would never be reported. A retry of what failed makes a run end later, but
-- not its pages younger, so a run that began after this one cannot be its base
update bulk_job_sites s
   set base_id = (select b.id from bulk_job_sites b join bulk_jobs r on r.id = b.bulk_job_id
                   where b.site = s.site and b.scope = s.scope and b.complete and b.id <> s.id
                     and b.status = 'completed' and not r.dry_run and b.started_at < s.started_at and b.pruned_at is null
                   order by r.reports && '{diff,xlsx}' desc, b.started_at desc, b.id desc limit 1)
 where s.id = $1 and s.epoch = $2 and s.status = 'running'
returning s.base_id

-- base_holds --
-- whether the base is still what it was when it was chosen: it may have been retried since, and then it is empty,
-- half read, or younger than this one
select b.complete and b.started_at < s.started_at and b.pruned_at is null as holds
  from bulk_job_sites s join bulk_job_sites b on b.id = s.base_id
 where s.id = $1

-- heartbeat --
-- renews the lease, adds to the working time and reads the cancel flag, in one statement. Here and where the work ends
-- the time since the last beat is added; a claim is the first beat
update bulk_job_sites s
   set lease_until = now() + $3::interval, heartbeat_at = now(),
       active_seconds = s.active_seconds + greatest(0, extract(epoch from now() - s.heartbeat_at)),
       waiting_reason = $4, resume_at = now() + $5::interval
  from bulk_jobs r
 where s.id = $1 and s.epoch = $2 and s.status = 'running' and r.id = s.bulk_job_id
returning r.status = 'cancelling' or s.cancel_at is not null as cancelled,
          r.paused_at is not null as paused,
          s.processed_count, s.total_urls, s.active_seconds, s.discovered, s.fetched_count

-- prove --
-- every batch of writes proves its epoch before it commits: without a row all of it is rolled back
update bulk_job_sites
   set processed_count = processed_count + $3, fetched_count = fetched_count + $4,
       failed_count = failed_count + $5, product_count = product_count + $6,
       total_urls = total_urls + $7
 where id = $1 and epoch = $2 and status = 'running'
returning processed_count, total_urls

-- save_robots --
-- what /robots.txt of each host answered, so that the next slice does not ask again
update bulk_job_sites set robots = $3 where id = $1 and epoch = $2 and status = 'running'
returning id

-- save_sitemaps --
-- which sitemaps were read; discovered: all of them
update bulk_job_sites
   set sitemaps = $3, discovered = $4, phase = case when $4 then 'crawl' else phase end,
       sitemap_total_urls = $5
 where id = $1 and epoch = $2 and status = 'running'
returning id

-- sitemaps_of --
-- what was saved about the sitemaps
select sitemaps from bulk_job_sites where id = $1

-- sitemaps_before --
-- what was saved about the sitemaps by the last completed run of the same scope that began before this one; it stays
-- with the site job when the ledger is pruned
select o.sitemaps
  from bulk_job_sites s join bulk_job_sites o on o.site = s.site and o.scope = s.scope and o.id <> s.id
 where s.id = $1 and o.status = 'completed' and o.started_at < s.started_at
 order by o.started_at desc limit 1

-- enter_phase --
-- moves on: from the crawl to the outside checks or the reports
update bulk_job_sites set phase = $3 where id = $1 and epoch = $2 and status = 'running'
returning id

-- count_products --
-- a product that stands at several addresses is one
update bulk_job_sites set product_count = $3 where id = $1 and epoch = $2 and status = 'running'
returning id

-- release --
-- the end of a slice or a hand-over: the next worker continues where it ended
update bulk_job_sites
   set status = 'queued', lease_until = null, worker = null, rung_at = null,
       active_seconds = active_seconds + greatest(0, extract(epoch from now() - heartbeat_at)),
       ready_at = now() + $3::interval, waiting_reason = $4,
       resume_at = case when $4::text is null then null else now() + $3::interval end
 where id = $1 and epoch = $2 and status = 'running'
returning id

-- forget_crashes --
-- a slice came to its end: only crashes in a row end a site
update bulk_job_sites set crashes = 0 where id = $1 and epoch = $2 and status = 'running'
returning id

-- stumble --
-- an error of ours: retried after a pause, failed if it keeps coming back
update bulk_job_sites
   set crashes = crashes + 1, lease_until = null, worker = null, rung_at = null,
       active_seconds = active_seconds + greatest(0, extract(epoch from now() - heartbeat_at)),
       ready_at = now() + $3::interval,
       status = case when crashes + 1 > $4 then 'failed' else 'queued' end,
       failure = case when crashes + 1 > $4 then 'crashes' end,
       failure_detail = $5,
       finished_at = case when crashes + 1 > $4 then now() end,
       waiting_reason = case when crashes + 1 > $4 then null else 'trouble' end,
       resume_at = case when crashes + 1 > $4 then null else now() + $3::interval end
 where id = $1 and epoch = $2 and status = 'running'
returning id

-- settle --
-- the end of a site job; the first end wins
update bulk_job_sites
   set status = $3, failure = $4, failure_detail = $5, complete = $6, finished_at = now(),
       active_seconds = active_seconds + greatest(0, extract(epoch from now() - heartbeat_at)),
       lease_until = null, waiting_reason = null, resume_at = null
 where id = $1 and epoch = $2 and status = 'running'
returning bulk_job_id

-- reclaim --
-- expired leases: back to the queue (the worker that claims a cancelled one closes its ledger and reports what was
-- read), or failed if the site keeps killing workers
update bulk_job_sites s
   set crashes = s.crashes + 1, lease_until = null, worker = null, rung_at = null,
       status = case when s.crashes + 1 > $1 then 'failed' else 'queued' end,
       failure = case when s.crashes + 1 > $1 then 'crashes' else s.failure end,
       finished_at = case when s.crashes + 1 > $1 then now() end
 where s.status = 'running' and s.lease_until < now()
returning s.id, s.bulk_job_id, s.status

-- given_up --
-- sites that failed after too many crashes and whose ledger is not closed yet; another site's end may have settled
-- the run in between
select s.id from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
 where r.finished_at is null and s.status = 'failed' and s.failure = 'crashes'
   and exists (select from addresses a where a.site_job_id = s.id and a.outcome is null)
   for no key update of s skip locked

-- lock_dispatch --
-- one dispatcher at a time; the others have nothing to add
select pg_try_advisory_xact_lock(7210002)

-- ring --
-- the fairest choice of what may start: the run with the least in flight first, within a run the
-- sites that were begun, and never two of one host
with busy as (
    select bulk_job_id, host from bulk_job_sites
     where status = 'running' or (status = 'queued' and rung_at > now() - $2::interval)
), ready as (
    select s.id, s.bulk_job_id, r.concurrency,
           (select count(*) from busy b where b.bulk_job_id = s.bulk_job_id)
             + row_number() over (partition by s.bulk_job_id
                                  order by s.started_at nulls last, s.id) as turn,
           row_number() over (partition by s.host
                              order by s.started_at nulls last, s.id) as of_host
      from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
     where s.status = 'queued' and s.ready_at <= now()
       and (s.rung_at is null or s.rung_at <= now() - $2::interval)
       and r.status = any('{queued,running,cancelling}') and r.paused_at is null
       and not exists (select from busy b where b.host = s.host)
), chosen as (
    select id from ready
     where of_host = 1 and (concurrency is null or turn <= concurrency)
     order by turn, bulk_job_id
     limit greatest(0, $1 - (select count(*) from busy))
)
update bulk_job_sites s
   set rings = s.rings + 1, rung_at = now(), job_id = 'site:' || s.id || ':' || s.rings + 1
  from chosen where s.id = chosen.id
returning s.id, s.job_id

-- cancel_queued --
-- site jobs that nobody has begun end at once; the begun ones write the reports of what they have
update bulk_job_sites set status = 'cancelled', finished_at = now()
 where bulk_job_id = $1 and status = 'queued' and started_at is null
   and ($2::text[] is null or site = any($2))
returning id

-- cancel_sites --
-- the flag of single sites
update bulk_job_sites set cancel_at = now(), ready_at = now()
 where bulk_job_id = $1 and site = any($2) and status = any('{queued,running}')
returning site

-- wake --
-- ends pauses, so that a cancel need not wait for them
update bulk_job_sites set ready_at = now(), rung_at = null
 where bulk_job_id = $1 and status = 'queued'

-- retry --
-- a new attempt; a site that has not read all its sitemaps reads them again
update bulk_job_sites
   set status = 'queued', attempt = attempt + 1, crashes = 0, ready_at = now(), rung_at = null,
       failure = null, failure_detail = null, finished_at = null, cancel_at = null,
       complete = false, robots = null, waiting_reason = null, resume_at = null,
       outside_named = null, outside_total = null, outside_done = 0,
       phase = case when discovered and sitemaps ->> 'whole' = 'true' and not $4 then 'crawl' else 'discover' end,
       sitemaps = case when discovered and sitemaps ->> 'whole' = 'true' and not $4 then sitemaps end,
       discovered = discovered and sitemaps ->> 'whole' = 'true' and not $4,
       started_at = case when $4 then null else started_at end,
       active_seconds = case when $4 then 0 else active_seconds end
 where bulk_job_id = $1 and status = any($2) and ($3::text[] is null or site = any($3))
returning id, site, config

-- recount --
-- after a retry the counters say what the ledger says
update bulk_job_sites s
   set total_urls = l.total, processed_count = l.processed, failed_count = l.failed,
       fetched_count = l.fetched,
       product_count = (select count(*) from pages p
                         where p.site_job_id = s.id and p.product is not null)
  from (select count(*) as total, count(outcome) as processed,
               count(*) filter (where outcome = 'failed') as failed,
               count(*) filter (where outcome = any($2)) as fetched
          from addresses where site_job_id = $1) l
 where s.id = $1

-- sample --
-- a point of the curve that estimates learn from
insert into bulk_job_progress (bulk_job_id, site, processed_urls, total_urls, duration, speed, eta, status)
select s.bulk_job_id, s.site, s.processed_count, s.total_urls, s.active_seconds, $3, $4, s.status
  from bulk_job_sites s where s.id = $1 and s.epoch = $2

-- estimate --
-- the whole time, as last estimated
update bulk_job_sites set estimated_duration = $3::interval
 where id = $1 and epoch = $2 and status = 'running'

-- queue --
-- for /status: what runs, what waits, and since when
select count(*) filter (where status = 'running') as running,
       count(*) filter (where status = 'queued') as queued,
       extract(epoch from now() - min(ready_at) filter
               (where status = 'queued' and ready_at <= now()))::float8 as oldest_seconds,
       count(*) filter (where status = 'running' and lease_until < now()) as lost
  from bulk_job_sites where status = any('{queued,running}')
