-- add --
-- new lines of the ledger; an address that is already there stays as it is
insert into addresses (site_job_id, address_id, url, position, depth, origin, sitemap, lastmod, outcome, detail)
select $1, a.address_id, a.url, a.position, a.depth, a.origin, a.sitemap, a.lastmod, a.outcome, a.detail
  from unnest($2::bigint[], $3::text[], $4::bigint[], $5::smallint[], $6::text[], $7::text[],
              $8::timestamptz[], $9::text[], $10::text[])
       as a (address_id, url, position, depth, origin, sitemap, lastmod, outcome, detail)
on conflict (site_job_id, address_id) do nothing
returning outcome

-- list_in_sitemap --
-- a known address gets the first sitemap that names it
update addresses a
   set sitemap = n.sitemap, lastmod = n.lastmod
  from (select distinct on (address_id) *
          from unnest($2::bigint[], $3::text[], $4::timestamptz[]) with ordinality
               as u (address_id, sitemap, lastmod, place)
         order by address_id, place) n
 where a.site_job_id = $1 and a.address_id = n.address_id and a.sitemap is null

-- place_in_sitemap --
-- links that a sitemap names after all take the place it gives them, if they were not asked for: those that wait, and
-- those beyond a bound, which is for links. Returns which were beyond it
with named as (
    select distinct on (address_id) *
      from unnest($2::bigint[], $3::bigint[]) with ordinality as u (address_id, position, place)
     order by address_id, place
), links as (
    select a.address_id, n.position, a.outcome is not null as was_closed
      from addresses a join named n on n.address_id = a.address_id
     where a.site_job_id = $1 and a.origin = any('{link,reference}') and a.tries = 0
       and (a.outcome is null or a.outcome = 'limit')
)
update addresses a
   set position = l.position, depth = null, origin = 'sitemap', outcome = null, detail = null
  from links l
 where a.site_job_id = $1 and a.address_id = l.address_id
returning l.was_closed

-- promote --
-- a link found again nearer to the home page, or earlier on a page, takes the nearer place
update addresses a
   set position = n.position, depth = n.depth
  from unnest($2::bigint[], $3::bigint[], $4::smallint[]) as n (address_id, position, depth)
 where a.site_job_id = $1 and a.address_id = n.address_id and a.outcome is null
   and a.origin = any('{link,reference,redirect}') and a.tries = 0 and n.position < a.position

-- reopen_nearer --
-- links written off as more than $5 clicks away wait again if they are now named within that bound, or by a redirect.
-- Links that another bound closed lie no deeper than this one, so they stay as they are
update addresses a
   set position = n.position, depth = n.depth, outcome = null, detail = null
  from unnest($2::bigint[], $3::bigint[], $4::smallint[]) as n (address_id, position, depth)
 where a.site_job_id = $1 and a.address_id = n.address_id and a.outcome = 'limit'
   and a.origin = any('{link,reference}') and a.depth > $5

-- waiting --
-- the frontier: what comes next, in the order of the ledger
select address_id, url, position, depth, origin, sitemap, lastmod, tries
  from addresses
 where site_job_id = $1 and outcome is null and position > $2 and position < $4
   and (retry_at is null or retry_at <= now())
 order by position limit $3

-- next_retry --
-- seconds until the next postponed address is due (later levels do not count while an earlier one waits);
-- null when none waits
select extract(epoch from coalesce(min(due) filter (where position < $2), min(due)) - now())::float8
  from (select position, coalesce(retry_at, now()) as due
          from addresses where site_job_id = $1 and outcome is null) w

-- close --
-- outcomes of addresses, or their next attempt
update addresses a
   set outcome = n.outcome, detail = n.detail, tries = a.tries + n.tried,
       retry_at = now() + n.retry_after
  from unnest($2::bigint[], $3::text[], $4::text[], $5::interval[], $6::smallint[])
       as n (address_id, outcome, detail, retry_after, tried)
 where a.site_job_id = $1 and a.address_id = n.address_id and a.outcome is null
returning n.outcome

-- close_rest --
-- everything still waiting ends the same way: cancelled, beyond the limit, the site went away
update addresses set outcome = $2, detail = $3 where site_job_id = $1 and outcome is null

-- close_untried --
-- beyond a bound: everything that was never asked for
update addresses set outcome = $2, detail = $3
 where site_job_id = $1 and outcome is null and tries = 0 and ($4::text[] is null or origin = any($4))

-- asked --
-- how much of the bounds is used up; includes addresses that wait for their next attempt, and those that a dry run
-- counted
select count(*) as pages, count(*) filter (where origin = any('{link,reference}')) as links from addresses
 where site_job_id = $1 and (tries > 0 or outcome = 'dry_run')

-- home --
-- how the home page ended
select outcome, detail from addresses where site_job_id = $1 and origin = 'seed' order by position limit 1

-- reopen --
-- a retry asks again for what failed or was forbidden
update addresses set outcome = null, detail = null, tries = 0, retry_at = null
 where site_job_id = $1 and outcome = any($2)

-- forget --
-- a retry of everything starts from an empty ledger
delete from addresses where site_job_id = $1

-- census --
-- how many addresses ended how
select coalesce(outcome, 'waiting') as outcome, count(*) as addresses
  from addresses where site_job_id = $1 group by 1

-- answers --
-- the same without the references that gave no usable answer: no visitor comes there, and no link of theirs is missed
select coalesce(outcome, 'waiting') as outcome, count(*) as addresses
  from addresses where site_job_id = $1 and (origin <> 'reference' or outcome is distinct from 'failed') group by 1

-- failed_in_both --
-- how many addresses gave no usable answer in either of two site jobs; references are left out, as in `answers`
select count(*)
  from addresses now
  join addresses before on before.site_job_id = $2 and before.address_id = now.address_id and before.outcome = 'failed'
 where now.site_job_id = $1 and now.outcome = 'failed' and now.origin <> 'reference'

-- compact --
-- a level begins: its pages are numbered without gaps, in their order
update addresses a set position = $3 + n.place
  from (select address_id, row_number() over (order by position, address_id) - 1 as place
          from addresses
         where site_job_id = $1 and depth = $2 and origin = any('{link,reference,redirect}')) n
 where a.site_job_id = $1 and a.address_id = n.address_id and a.position <> $3 + n.place

-- next_level --
-- the level that comes next
select min(depth) from addresses
 where site_job_id = $1 and outcome is null and depth is not null
