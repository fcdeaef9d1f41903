-- see --
-- what this run saw; a repeated report changes nothing
insert into sightings (site, entity, key, first_run, first_at, last_run, last_at)
select $2, seen.entity, md5(seen.name)::uuid, $3, min(seen.fetched_at), $3, max(seen.fetched_at)
  from address_facts f
  join pages p on p.site_job_id = f.site_job_id and p.address_id = f.address_id
 cross join lateral (values ('page', p.url, p.fetched_at), ('product', p.product_key, p.fetched_at))
       as seen (entity, name, fetched_at)
 where f.site_job_id = $1 and f.state = 'page' and seen.name is not null
 group by 2, 3
 order by 2, 3
on conflict (site, entity, key) do update
   set first_run = least(sightings.first_run, excluded.first_run),
       first_at = least(sightings.first_at, excluded.first_at),
       last_run = greatest(sightings.last_run, excluded.last_run),
       last_at = greatest(sightings.last_at, excluded.last_at)

-- forget_issues --
-- a report that is made again writes them anew
delete from page_issues where site_job_id = $1

-- forget_stand_ins --
-- likewise its stand-ins
delete from stand_ins where site_job_id = $1

-- pages_of_issues --
-- addresses that only the run that issues are compared with ($1) knows, not the ledgers or stand-ins: they seemed to
-- have left the site by then; or that run is not the base, as it was asked for no changes. They have no look to
-- compare with, and are judged against that run
insert into report_addresses (place, address_id, url, state, indexable, base_job, missed_as)
select l.place + row_number() over (order by n.url collate "C"), i.address_id, n.url, 'absent', false, $1,
       case when i.url is not null then 'absent' end
  from page_issues i
  left join addresses a on a.site_job_id = i.site_job_id and a.address_id = i.address_id
 cross join lateral (select coalesce(i.url, a.url) as url) n
 cross join (select coalesce(max(place), 0) as place from report_addresses) l
 where i.site_job_id = $1 and n.url is not null
   and not exists (select from report_addresses r where r.address_id = i.address_id)

-- near_in_vain --
-- pages that were near duplicates in the run that issues are compared with ($1) and are none now, while a page that had
-- nearly the same text (at most $2 of 64 bits differ) gave no usable answer: they may still be
insert into report_near_in_vain
with silent as materialized (
    select p.simhash
      from report_addresses a
     cross join lateral (
           select simhash from pages where site_job_id = a.base_job and address_id = a.address_id offset 0) p
     where (a.state = 'absent' or is_out_of_sight(a.state, a.outcome, a.status_code)) and a.base_indexable
       and p.simhash is not null
)
select i.address_id
  from page_issues i
  join report_addresses a on a.address_id = i.address_id and a.indexable and a.simhash is not null
 where i.site_job_id = $1 and 'content_near_duplicate' = any(i.codes)
   and not exists (select from report_near_duplicates n where n.address_id = i.address_id)
   and exists (select from silent s where bit_count((s.simhash # a.simhash)::bit(64)) <= $2)
