-- gather --
-- the addresses of other hosts ($2) and of pictures ($3) that pages name, $4 at most: first those that one of the five
-- runs before this one found broken, moved or heavier than $5 bytes, so that a repair is noticed; then those that most
-- pages name, links and pictures alternating, so that neither crowds out the other. Returns how many are named
with mentions as (
    select n.url, row_number() over (partition by n.kind order by count(*) desc, n.url collate "C") as place
      from pages p
      join addresses a on a.site_job_id = p.site_job_id and a.address_id = p.address_id
                      and a.outcome = any('{fetched,not_modified}')
     cross join lateral (
           select unnest(p.outer_links) as url, 'link' as kind where $2::boolean
            union all
           select unnest(p.pictures), 'picture' where $3::boolean) n
     where p.site_job_id = $1 and not coalesce(p.seo @> '{"bot_wall": true}', false)
     group by n.url, n.kind
), named as materialized (
    select url, md5(url)::uuid as key, min(place) as place from mentions group by url
), earlier as (
    select e.id, row_number() over (order by e.started_at desc, e.id desc) as age
      from bulk_job_sites s join bulk_job_sites e on e.site = s.site and e.id <> s.id
     where s.id = $1 and e.outside_total is not null and e.started_at < s.started_at and e.pruned_at is null
     order by age limit 5
), known as (
    select distinct on (o.key) o.key, coalesce(o.size_bytes, o.last_bytes) as bytes,
           case when o.verdict = any('{well,moved,broken,no_response}') then o.verdict
                else o.last_verdict end as verdict
      from outside_checks o join earlier e on e.id = o.site_job_id
     where o.site_job_id = any(array(select id from earlier))  -- so that only these are read
     order by o.key, e.age
), added as (
    insert into outside_checks (site_job_id, key, url, host, last_verdict, last_bytes)
    select $1, n.key, n.url, regexp_replace(split_part(n.url, '/', 3), '^www\.', ''), k.verdict, k.bytes
      from named n
      left join known k on k.key = n.key
     where not exists (select from outside_checks c where c.site_job_id = $1 and c.key = n.key)
     order by coalesce(k.verdict <> 'well' or k.bytes > $5::bigint, false) desc, n.place, n.url collate "C"
     limit greatest(0, $4::integer - (select count(*) from outside_checks where site_job_id = $1))
    on conflict do nothing
)
select count(*) from named

-- count_all --
-- how much there is to ask, and how much earlier attempts have asked
update bulk_job_sites
   set outside_named = $3,
       outside_total = (select count(*) from outside_checks where site_job_id = $1),
       outside_done = (select count(verdict) from outside_checks where site_job_id = $1)
 where id = $1 and epoch = $2 and status = 'running'
returning id

-- count_done --
-- a batch was answered
update bulk_job_sites set outside_done = outside_done + $3
 where id = $1 and epoch = $2 and status = 'running'
returning id

-- hosts --
-- hosts with something left to ask; the longest first, so that the others are done beside them
select host from outside_checks where site_job_id = $1 and verdict is null
 group by host order by count(*) desc, host

-- waiting --
-- the next addresses of one host
select key, url from outside_checks
 where site_job_id = $1 and host = $2 and verdict is null and key > $3
 order by key limit $4

-- answer --
-- what addresses answered; the first answer stays
update outside_checks c
   set verdict = n.verdict, cause = n.cause, status_code = n.status_code, final_status = n.final_status,
       final_url = n.final_url, size_bytes = n.size_bytes, content_type = n.content_type, asked_at = now()
  from unnest($2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::smallint[], $7::text[], $8::bigint[],
              $9::text[])
       as n (key, verdict, cause, status_code, final_status, final_url, size_bytes, content_type)
 where c.site_job_id = $1 and c.key = n.key and c.verdict is null

-- give_up --
-- the other addresses of a host that stopped answering. If it had answered before, it may only be refusing us, so
-- they count as refused
update outside_checks c
   set cause = $4,
       verdict = case when exists (select from outside_checks o
                                    where o.site_job_id = $1 and o.host = $2 and o.status_code is not null)
                      then 'refused' else $3 end
 where c.site_job_id = $1 and c.host = $2 and c.verdict is null

-- census --
-- how many addresses ended how
select coalesce(verdict, 'waiting') as verdict, count(*) as addresses
  from outside_checks where site_job_id = $1 group by 1 order by 1

-- of_strangers --
-- whether any host but the site's own answered, and how many gave no answer
select coalesce(bool_or(c.status_code is not null), false) as answered,
       count(distinct c.host) filter (where c.verdict = 'no_response' and c.status_code is null) as silent
  from outside_checks c join bulk_job_sites s on s.id = c.site_job_id and s.host <> c.host
 where c.site_job_id = $1

-- reopen --
-- a retry asks again where there was no clear verdict
update outside_checks
   set verdict = null, cause = null, status_code = null, final_status = null, final_url = null,
       size_bytes = null, content_type = null, asked_at = null
 where site_job_id = $1 and verdict = any('{no_response,refused,robots,forbidden}')

-- forget --
-- a retry of everything
delete from outside_checks where site_job_id = $1
