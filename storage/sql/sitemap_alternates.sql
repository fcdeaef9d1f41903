-- add --
-- the languages of pages, each once; those that another sitemap names come to the ones that are there
insert into sitemap_alternates (site_job_id, address_id, alternates)
select $1, address_id, jsonb_agg(jsonb_build_object('language', language, 'url', url) order by place)
  from (select address_id, language, url, min(place) as place
          from unnest($2::bigint[], $3::text[], $4::text[]) with ordinality as n (address_id, language, url, place)
         group by address_id, language, url) each_once
 group by address_id
on conflict (site_job_id, address_id) do update
   set alternates = sitemap_alternates.alternates || (
           select coalesce(jsonb_agg(one order by place), '[]')
             from jsonb_array_elements(excluded.alternates) with ordinality as e (one, place)
            where not sitemap_alternates.alternates @> jsonb_build_array(one))
 where not sitemap_alternates.alternates @> excluded.alternates

-- unlisted --
-- addresses named only as a language of a page: they begin with one of $2, and have no ledger line before position $3.
-- In the order of the pages that name them, the same in every attempt
select n.url
  from (select h ->> 'url' as url, min(array[a.position, h_place]) as place
          from sitemap_alternates s
          join addresses a on a.site_job_id = $1 and a.address_id = s.address_id
         cross join jsonb_array_elements(s.alternates) with ordinality as e (h, h_place)
         where s.site_job_id = $1
           and exists (select from unnest($2::text[]) as prefix where starts_with(h ->> 'url', prefix))
         group by 1) n
 where not exists (select from addresses k
                    where k.site_job_id = $1 and k.url = n.url and k.position < $3)
 order by n.place, n.url

-- forget --
-- a retry of everything
delete from sitemap_alternates where site_job_id = $1
