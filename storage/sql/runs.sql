-- create --
-- a repeated update finds its run instead of starting another
insert into bulk_jobs (chat_id, thread_id, user_id, language, said, command, request_key, reports,
                       page_limit, concurrency, skip_existing, dry_run)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (request_key) do nothing
returning id

-- by_request --
-- the run that an update started
select id from bulk_jobs where request_key = $1

-- add_sites --
-- its site jobs, in the order of the plan
insert into bulk_job_sites (bulk_job_id, site, host, config, scope)
select $1, planned.site, planned.host, planned.config, $5
  from unnest($2::text[], $3::text[], $4::jsonb[]) with ordinality
       as planned (site, host, config, ordinal)
 order by planned.ordinal

-- get --
-- one run
select * from bulk_jobs where id = $1

-- site_jobs --
-- the site jobs of a run in the order of the plan
select * from bulk_job_sites where bulk_job_id = $1 order by id

-- history_of_sites --
-- how long the last good crawl of each site took, dry runs aside. Boards ask every few seconds, so it searches
-- backwards from each site's newest run, to be fast however long the history is
select named.site, last.total_urls, last.active_seconds
  from unnest($1::text[]) as named (site)
 cross join lateral (
           select s.total_urls, s.active_seconds
             from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id
            where s.site = named.site and s.status = 'completed' and s.active_seconds > 0
              and s.processed_count > 0 and s.bulk_job_id <> $2 and not r.dry_run
            order by s.id desc limit 1) last

-- of_chat --
-- the latest runs of a chat
select * from bulk_jobs where chat_id = $1 order by id desc limit $2

-- active_of_chat --
-- what "cancel" without a number means
select * from bulk_jobs where chat_id = $1 and finished_at is null order by id desc

-- latest_finished --
-- what "report" without a number means: the newest that left an archive
select r.* from bulk_jobs r
 where r.chat_id = $1 and r.finished_at is not null
   and exists (select from artifacts a where a.bulk_job_id = r.id and a.kind = 'archive')
 order by r.id desc limit 1

-- latest --
-- what "retry" without a number means
select * from bulk_jobs where chat_id = $1 and not dry_run order by id desc limit 1

-- start --
-- the first claim of a site job starts the run
update bulk_jobs set status = 'running', started_at = coalesce(started_at, now())
 where id = $1 and status = 'queued'

-- cancel --
-- the flag that every owner of a site job reads with its heartbeat
update bulk_jobs
   set status = 'cancelling', cancel_at = now(), cancelled_by = $2, taken_back = $3,
       paused_at = null, paused_by = null
 where id = $1 and status = any('{queued,running}') and settled_at is null
returning id

-- pause --
-- its sites are handed back and wait
update bulk_jobs set paused_at = now(), paused_by = $2
 where id = $1 and status = any('{queued,running}') and settled_at is null and paused_at is null
returning id

-- resume --
-- resumes the run and has it rung again at once: a bell that rang for a paused run found nothing to claim
with resumed as (
    update bulk_jobs set paused_at = null, paused_by = null
     where id = $1 and paused_at is not null and finished_at is null
    returning id
), silent as (
    update bulk_job_sites s set rung_at = null
      from resumed where s.bulk_job_id = resumed.id and s.status = 'queued'
)
select id from resumed

-- reopen --
-- a retry: the only way out of an end
update bulk_jobs
   set status = 'running', attempt = attempt + 1, settled_at = null, finished_at = null,
       cancel_at = null, cancelled_by = null, paused_at = null, paused_by = null,
       taken_back = false, failure = null, crashes = 0,
       lease_until = null, worker = null, epoch = epoch + 1, ready_at = now()
 where id = $1 and status = any('{running,completed,partial,failed,cancelled}')
returning attempt

-- lock --
-- whoever settles, cancels or retries a run does it one after the other
select id, status from bulk_jobs where id = $1 for update

-- settle --
-- the last site job ended: the archive is due. Harmless when repeated
update bulk_jobs r set settled_at = now(), ready_at = now(), rung_at = null
 where (r.id = $1 or $1::bigint is null) and r.settled_at is null and r.finished_at is null
   and not exists (select from bulk_job_sites s
                    where s.bulk_job_id = r.id and s.status = any('{queued,running}'))
returning r.id

-- ring_finishes --
-- settled runs whose archive nobody is making
update bulk_jobs set rings = rings + 1, rung_at = now()
 where finished_at is null and settled_at is not null and ready_at <= now()
   and (lease_until is null or lease_until < now())
   and (rung_at is null or rung_at < now() - $1::interval)
returning id, rings

-- claim_finish --
-- one worker makes the archive; a lease that ran out counts as a crash
update bulk_jobs
   set epoch = epoch + 1, worker = $2, lease_until = now() + $3::interval,
       crashes = crashes + (lease_until is not null)::integer
 where id = $1 and finished_at is null and settled_at is not null and ready_at <= now()
   and (lease_until is null or lease_until < now())
returning *

-- renew_finish --
-- the lease of the finish
update bulk_jobs set lease_until = now() + $3::interval
 where id = $1 and epoch = $2 and finished_at is null
returning id

-- postpone_finish --
-- the archive could not be made now: later, and say why
update bulk_jobs
   set lease_until = null, worker = null, ready_at = now() + $3::interval, failure = $4,
       crashes = crashes + 1
 where id = $1 and epoch = $2 and finished_at is null
returning id

-- release_finish --
-- the worker stops: another one can take it at once
update bulk_jobs set lease_until = null, worker = null, rung_at = null
 where id = $1 and epoch = $2 and finished_at is null

-- finish --
-- exactly once: the epoch and the open end prove it
update bulk_jobs
   set status = $3, finished_at = now(), lease_until = null, worker = null, failure = $4
 where id = $1 and epoch = $2 and finished_at is null and settled_at is not null
   and status = any($5)
returning id

-- unfinished --
-- every run that still moves, for the board
select id from bulk_jobs where finished_at is null order by id

-- finished_count --
-- how many real runs have ended, and whether any moves: the playground's clock
select count(*) filter (where finished_at is not null and not dry_run) as finished,
       count(*) filter (where finished_at is null) as moving
  from bulk_jobs
