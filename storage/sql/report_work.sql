-- settings --
-- for the one transaction of a report: memory for hashes; no JIT, as it runs many small queries; no memoize of
-- unpacked links, as hardly two pages have the same
select set_config('work_mem', '48MB', true), set_config('jit', 'off', true),
       set_config('enable_memoize', 'off', true)

-- nested_loops --
-- whether a join may be a nested loop; for this transaction
select set_config('enable_nestloop', $1, true)

-- lookups --
-- for the stretches of a report: a few rows each, everything else looked up by key. Temporary tables have only the
-- statistics they were given, and a planner that expects 2,000 rows instead of 50 reads a whole ledger for each
-- stretch; the same plan suits all stretches
select set_config('enable_hashjoin', $1, true), set_config('enable_mergejoin', $1, true),
       set_config('enable_seqscan', $1, true),
       set_config('plan_cache_mode', case $1 when 'off' then 'force_generic_plan' else 'auto' end, true)

-- make --
-- the temporary tables, in the shapes of the migration
do $$
declare
    shape text;
begin
    foreach shape in array array[
        'report_addresses', 'report_aliases', 'report_inlinks', 'report_poor_links', 'report_depths',
        'report_redirects', 'report_repeats', 'report_near_duplicates', 'report_near_in_vain', 'report_alternates',
        'report_hreflang', 'report_pagination', 'report_outside', 'report_products', 'report_pairs']
    loop
        execute format('create temporary table %1$I (like %1$I including defaults including indexes) on commit drop', shape);
    end loop;
end $$

-- addresses --
-- both ledgers side by side, numbered in the order of the reports; $2 is null without a base. An empty title or
-- heading counts as missing, so it is never a duplicate
insert into report_addresses
select row_number() over (order by coalesce(n.url, b.url) collate "C"),
       address_id, coalesce(n.url, b.url), n.outcome, n.detail, n.origin, n.sitemap, n.lastmod, n.depth,
       n.tries, coalesce(n.state, 'absent'), n.status_code, n.redirect_url, n.noindex, n.nofollow,
       n.canonical_elsewhere, coalesce(n.indexable, false),
       hashtextextended(nullif(n.title, ''), 0), hashtextextended(nullif(n.description, ''), 0),
       hashtextextended(nullif(n.h1, ''), 0), hashtextextended(nullif(n.h2, ''), 0),
       hashtextextended(n.content_hash, 0), n.simhash,
       n.hreflang is not null, n.rel_next, n.rel_prev,
       b.state, b.outcome, b.status_code, b.redirect_url, b.indexable, b.sitemap, b.origin, b.site_job_id
  from (select * from address_facts where site_job_id = $1) n
  full join (select * from address_facts where site_job_id = $2::bigint) b using (address_id)

-- stand_ins --
-- addresses that the base ($1) has no answer for, as the last run with an answer saw them; the base's own origin and
-- sitemap of an address are kept. Those of neither ledger are numbered after all others
insert into report_addresses (place, address_id, url, state, indexable, base_state, base_outcome, base_status_code,
                              base_redirect_url, base_indexable, base_sitemap, base_origin, base_job, missed_as, misses,
                              missing_since)
select l.place + row_number() over (order by f.url collate "C"), s.address_id, f.url, 'absent', false,
       f.state, f.outcome, f.status_code, f.redirect_url, f.indexable, f.sitemap, f.origin, s.seen_by, 'absent', s.misses,
       s.missing_since
  from stand_ins s
 cross join (select coalesce(max(place), 0) as place from report_addresses) l
 cross join lateral (
       select * from address_facts where site_job_id = s.seen_by and address_id = s.address_id offset 0) f
 where s.site_job_id = $1
on conflict (address_id) do update
   set missed_as = case when report_addresses.base_outcome = 'too_large' then 'too_large'
                        else coalesce(report_addresses.base_state, 'absent') end,
       base_sitemap = case when report_addresses.base_state is null then excluded.base_sitemap
                           else report_addresses.base_sitemap end,
       base_origin = coalesce(report_addresses.base_origin, excluded.base_origin),
       base_state = excluded.base_state, base_outcome = excluded.base_outcome,
       base_status_code = excluded.base_status_code, base_redirect_url = excluded.base_redirect_url,
       base_indexable = excluded.base_indexable, base_job = excluded.base_job, misses = excluded.misses,
       missing_since = excluded.missing_since

-- analyze --
-- so that the planner knows how large the site is
analyze report_addresses

-- aliases --
-- addresses with tracking parameters stand for the plain address
insert into report_aliases
select d.address_id, p.address_id
  from report_addresses d join report_addresses p on p.url = d.detail
 where d.state = 'duplicate'

-- inlinks --
-- who is linked to, how often and from how many pages
insert into report_inlinks (address_id, links, pages, others, from_others)
select target, sum(times), count(*), count(*) filter (where source <> target),
       coalesce(sum(times) filter (where source <> target), 0)
  from (select p.address_id as source, coalesce(s.plain, l.link) as target, count(*) as times
          from pages p
          join report_addresses a on a.address_id = p.address_id and a.state = 'page'
         cross join unnest(p.inner_links) as l (link)
          left join report_aliases s on s.address_id = l.link
         where p.site_job_id = $1
         group by 1, 2) edges
 group by target

-- held_inlinks --
-- how many of the links from other pages are not to be followed
update report_inlinks i set held = h.links, held_on = h.held_on
  from (select coalesce(s.plain, l.link) as target, count(*) as links, min(a.url collate "C") as held_on
          from pages p
          join report_addresses a on a.address_id = p.address_id and a.state = 'page'
         cross join unnest(p.nofollow_links) as l (link)
          left join report_aliases s on s.address_id = l.link
         where p.site_job_id = $1 and p.address_id <> coalesce(s.plain, l.link)
         group by 1) h
 where i.address_id = h.target

-- poor_links --
-- links to an error or a redirect, in any spelling, each target once per page; and to addresses without a usable
-- answer now that were one of these, or had no usable answer either, in the base
insert into report_poor_links
with poor as materialized (
    select address_id,
           case when state = 'redirect' then 'moved'
                when state = any('{client_error,server_error}') then 'broken'
                else 'in_vain' end as kind,
           status_code || ' ' || url as example
      from report_addresses
     where state = any('{client_error,server_error,redirect}')
        or ((state = 'absent' or is_out_of_sight(state, outcome, status_code))
            and base_state = any('{client_error,server_error,redirect,no_response,other,bot_wall}'))
), ways as (
    select address_id as link, poor.* from poor
    union all
    select s.address_id, poor.* from report_aliases s join poor on poor.address_id = s.plain
)
select source,
       count(*) filter (where kind = 'broken'),
       (array_agg(example order by example collate "C") filter (where kind = 'broken'))[1:20],
       count(*) filter (where kind = 'moved'),
       (array_agg(example order by example collate "C") filter (where kind = 'moved'))[1:20],
       bool_or(kind = 'in_vain')
  from (select distinct p.address_id as source, w.address_id, w.kind, w.example
          from pages p
          join report_addresses a on a.address_id = p.address_id and a.state = 'page'
         cross join unnest(p.inner_links) as l (link)
          join ways w on w.link = l.link
         where p.site_job_id = $1) edges
 group by source

-- outside --
-- the answers of each page's links to other hosts ($2) and pictures ($3), each address once. One that cannot be judged
-- now and was bad when last judged may still be bad, so the page's issue is not called fixed. $4: bytes above which a
-- picture is heavy; $5: whether silence is the other end's fault
insert into report_outside
with edges as (
    select a.address_id as source, n.url, n.kind
      from report_addresses a
      join pages p on p.address_id = a.address_id
     cross join lateral (
           select unnest(p.outer_links) as url, 'link' as kind where $2::boolean
            union all
           select unnest(p.pictures), 'picture' where $3::boolean) n
     where p.site_job_id = $1 and a.state = 'page'
), judged as (
    select e.source, e.kind, e.url, c.size_bytes, c.last_verdict, c.last_bytes,
           coalesce(c.verdict = any('{well,moved,broken}') or c.verdict = 'no_response' and $5::boolean, false) as known,
           coalesce(c.verdict = 'broken' or c.verdict = 'no_response' and $5, false) as broken,
           coalesce(c.verdict <> all('{broken,no_response}') and c.status_code between 300 and 399, false) as moved,
           coalesce(c.verdict = any('{well,moved}') and c.size_bytes > $4::bigint, false) as large,
           case when c.status_code is null then 'no response (' || c.cause || ') ' || e.url
                else c.status_code || ' ' || e.url
                     || case when c.final_url <> e.url then ' > ' || c.final_url else '' end
                     || case when c.cause <> 'http_' || c.status_code then ' (' || c.cause || ')' else '' end
           end as example
      from edges e
      left join outside_checks c on c.site_job_id = $1 and c.key = md5(e.url)::uuid
), told as (
    select source,
           count(*) filter (where kind = 'link') as links,
           count(*) filter (where kind = 'link' and known) as links_known,
           count(*) filter (where kind = 'link' and broken) as broken,
           (array_agg(example order by example collate "C") filter (where kind = 'link' and broken))[1:20] as broken_to,
           count(*) filter (where kind = 'link' and moved) as moved,
           (array_agg(example order by example collate "C") filter (where kind = 'link' and moved))[1:20] as moved_to,
           count(*) filter (where kind = 'picture' and broken) as pictures_broken,
           (array_agg(example order by example collate "C") filter (where kind = 'picture' and broken))[1:20]
               as pictures_broken_at,
           count(*) filter (where kind = 'picture' and large) as pictures_large,
           (array_agg(size_bytes || ' ' || url order by size_bytes desc, url collate "C")
               filter (where kind = 'picture' and large))[1:20] as pictures_large_at,
           max(size_bytes) filter (where kind = 'picture' and large) as largest_picture,
           bool_or(kind = 'link' and not known
                   and last_verdict = any('{broken,no_response}')) as broken_in_vain,
           bool_or(kind = 'link' and not known and not moved and last_verdict = 'moved') as moved_in_vain,
           bool_or(kind = 'picture' and not known
                   and last_verdict = any('{broken,no_response}')) as pictures_in_vain,
           bool_or(kind = 'picture' and (not known or size_bytes is null) and not broken
                   and last_bytes > $4) as large_in_vain
      from judged group by source
)
select a.address_id, case when $2 and (t.links_known > 0 or coalesce(t.links, 0) = 0) then coalesce(t.broken, 0) end,
       t.broken_to, t.moved_to, coalesce(t.moved, 0), coalesce(t.pictures_broken, 0), t.pictures_broken_at,
       coalesce(t.pictures_large, 0), t.pictures_large_at, t.largest_picture,
       array_remove(array[case when not $2 or t.broken_in_vain then 'links_broken_external' end,
                          case when not $2 or t.moved_in_vain then 'links_external_redirect' end,
                          case when not $3 or t.pictures_in_vain then 'image_broken' end,
                          case when not $3 or t.large_in_vain then 'image_large' end], null)
  from report_addresses a left join told t on t.source = a.address_id
 where a.state = 'page'

-- redirects --
-- where each redirect, or the refresh of a page, leads, step by step; at most twenty steps, as browsers give up
-- then, too. A spelling with tracking parameters leads on as the plain address does, unless that sends people to
-- this very spelling, where the page is
insert into report_redirects
with recursive steps as materialized (
    select url, redirect_url from report_addresses where redirect_url is not null
    union all
    select d.url, n.redirect_url
      from (select distinct redirect_url as url from report_addresses where redirect_url is not null) r
      join report_addresses d on d.url = r.url and d.state = 'duplicate'
      join report_aliases s on s.address_id = d.address_id
      join report_addresses n on n.address_id = s.plain
     where n.redirect_url <> d.url
), way as (
    select address_id, url as start, redirect_url as reached, array[redirect_url] as chain,
           redirect_url = url as loops
      from report_addresses where redirect_url is not null
    union all
    select w.address_id, w.start, n.redirect_url, w.chain || n.redirect_url,
           n.redirect_url = w.start or n.redirect_url = any(w.chain)
      from way w
      join steps n on n.url = w.reached
     where not w.loops and cardinality(w.chain) < 20
)
select distinct on (address_id) address_id, chain, loops
  from way order by address_id, cardinality(chain) desc

-- redirect_targets --
-- targets of redirects are reachable, too, whatever tracking parameters the redirect adds
insert into report_inlinks (address_id, links, pages, others, redirected)
select distinct coalesce(s.plain, t.address_id), 0, 0, 0, true
  from (select distinct unnest(chain) as url from report_redirects) r
  join report_addresses t on t.url = r.url
  left join report_aliases s on s.address_id = t.address_id
on conflict (address_id) do update set redirected = true

-- repeats --
-- titles, descriptions, headings and main texts of more than one indexable page. For a page without a usable answer
-- now, or of which there is no line, those of the base count
insert into report_repeats
select field, hash, count(url), min(url collate "C"), max(url collate "C"), bool_or(url is null)
  from (select url, title, description, h1, h2, content from report_addresses where indexable
        union all
        select null, hashtextextended(nullif(b.title, ''), 0), hashtextextended(nullif(b.description, ''), 0),
               hashtextextended(nullif(b.h1, ''), 0), hashtextextended(nullif(b.h2, ''), 0),
               hashtextextended(b.content_hash, 0)
          from report_addresses a
         cross join lateral (
               select * from address_facts where site_job_id = a.base_job and address_id = a.address_id offset 0) b
         where (a.state = 'absent' or is_out_of_sight(a.state, a.outcome, a.status_code)) and a.base_indexable) pages
 cross join lateral (values ('title', title), ('description', description), ('h1', h1), ('h2', h2),
                            ('content', content)) as texts (field, hash)
 where hash is not null
 group by field, hash having count(*) > 1 and count(url) > 0

-- fingerprints --
-- the SimHashes for finding near duplicates; equal ones are grouped, in the report's order of their first page. Texts
-- of fewer than $2 words are left out
select p.address_id, p.simhash, p.content, decode(s.rest, 'hex') as rest
  from (select address_id, simhash, content, place,
               min(place) over (partition by simhash) as first,
               min(place) over (partition by simhash, content) as first_of_text
          from report_addresses where indexable and simhash is not null) p
 cross join lateral (
       select seo ->> 'simhash_rest' as rest, (seo ->> 'word_count')::integer as words
         from pages where site_job_id = $1 and address_id = p.address_id offset 0) s
 where s.words >= $2
 order by first, first_of_text, place

-- found_by_links_alone --
-- whether the crawl itself went from click to click, so that its depths are clicks; a retry finds new ways to old pages
select (select attempt = 1 from bulk_job_sites where id = $1)
   and not exists (select from report_addresses
                    where outcome is not null and (origin = any('{sitemap,reference}') or (state = 'page' and ledger_depth is null)))

-- depths_of_ledger --
-- as the crawl counted them: it knows which links it may not follow
insert into report_depths
select address_id, ledger_depth from report_addresses where ledger_depth is not null

-- depth_of_home --
-- the home page is no click away
insert into report_depths select address_id, 0 from report_addresses where origin = 'seed'

-- next_depth --
-- everything one click further: links that are followed, and redirects
insert into report_depths
select reached.address_id, $2
  from (select coalesce(s.plain, l.link) as address_id
          from report_depths d
          join report_addresses a on a.address_id = d.address_id and a.state = 'page' and not a.nofollow
         cross join lateral (
               select case when nofollow_links = '{}' then inner_links
                           else array(select unnest(inner_links) except all select unnest(nofollow_links))
                      end as followed
                 from pages
                where site_job_id = $1 and address_id = d.address_id offset 0) p
         cross join unnest(p.followed) as l (link)
          left join report_aliases s on s.address_id = l.link
         where d.depth = $2::integer - 1
         union
        select coalesce(s.plain, r.address_id)
          from report_depths d
          join report_addresses a on a.address_id = d.address_id
          join report_addresses r on r.url = a.redirect_url
          left join report_aliases s on s.address_id = r.address_id
         where d.depth = $2 - 1) reached
  join report_addresses known on known.address_id = reached.address_id and known.outcome is not null
on conflict do nothing

-- alternates --
-- each hreflang of each page, said by the page
insert into report_alternates
select a.address_id, lower(h ->> 'language'), h ->> 'url'
  from report_addresses a
 cross join lateral (
       select seo from pages where site_job_id = $1 and address_id = a.address_id offset 0) p
 cross join jsonb_array_elements(p.seo -> 'hreflang') h
 where a.state = 'page' and a.has_alternates and h ? 'url' and h ? 'language'

-- alternates_of_sitemaps --
-- what sitemaps add to it; the rows of a page are stored together, as they are read together
insert into report_alternates
select a.address_id, lower(h ->> 'language'), h ->> 'url'
  from sitemap_alternates s
  join report_addresses a on a.address_id = s.address_id and a.state = 'page'
 cross join jsonb_array_elements(s.alternates) h
 where s.site_job_id = $1
   and not exists (select from report_alternates r
                    where r.source = a.address_id and r.url = h ->> 'url' and r.language = lower(h ->> 'language'))
 order by a.address_id

-- hreflang --
-- what is wrong with the targets of hreflang; a target that was not looked at is not judged
insert into report_hreflang (address_id, no_return, inconsistent, non_canonical, noindex, non_200, in_vain, unlinked)
with own as (
    select s.source, array_agg(s.language) as languages
      from report_alternates s
      join report_addresses me on me.address_id = s.source and me.url = s.url
     where s.language <> 'x-default'
     group by s.source
), judged as (
    select s.source, t.address_id as target, bool_or(r.source is not null) as returns,
           own.languages is null or coalesce(bool_or(r.language = any(own.languages))
                                                 filter (where r.language <> 'x-default'), true) as agrees
      from report_alternates s
      join report_addresses me on me.address_id = s.source
      join report_addresses t on t.url = s.url and t.address_id <> s.source
      left join report_alternates r on r.source = t.address_id and r.url = me.url
      left join own on own.source = s.source
     group by s.source, t.address_id, own.languages
)
select j.source,
       array_agg(t.url order by t.url collate "C")
           filter (where t.state = 'page' and t.redirect_url is null and not j.returns),
       array_agg(t.url order by t.url collate "C") filter (where j.returns and not j.agrees),
       array_agg(t.url order by t.url collate "C") filter (where t.state = 'page' and t.canonical_elsewhere is not null),
       array_agg(t.url order by t.url collate "C") filter (where t.state = 'page' and t.noindex),
       array_agg(told.example order by told.example collate "C")
           filter (where t.state = any('{redirect,client_error,server_error,other,blocked,no_response}')
                      or t.redirect_url is not null),
       bool_or(t.state = 'absent' or is_out_of_sight(t.state, t.outcome, t.status_code)),
       array_agg(t.url order by t.url collate "C")
           filter (where t.state = 'page' and t.origin <> 'seed'
                     and coalesce(i.others, 0) = 0 and not coalesce(i.redirected, false))
  from judged j
  join report_addresses t on t.address_id = j.target
  left join report_inlinks i on i.address_id = j.target
 cross join lateral (
       select case when t.state = 'page' then 'meta refresh'
                   else coalesce(t.status_code::text, replace(t.state, '_', ' ')) end || ' ' || t.url as example) told
 group by j.source

-- pagination --
-- what is wrong with the neighbours that a page names
insert into report_pagination (address_id, non_200, unlinked, sequence, in_vain)
select a.address_id,
       array_agg(distinct told.example collate "C")
           filter (where t.state = any('{redirect,client_error,server_error,other,blocked,no_response}')
                      or t.redirect_url is not null),
       array_agg(distinct named.url collate "C")
           filter (where not exists (select from report_inlinks i where i.address_id = t.address_id)
                     and t.address_id is not null),
       array_agg(distinct named.url collate "C")
           filter (where t.state = 'page' and t.redirect_url is null
                     and case when named.ahead then t.rel_prev else t.rel_next end is distinct from a.url),
       coalesce(bool_or(t.state = 'absent' or is_out_of_sight(t.state, t.outcome, t.status_code)), false)
  from report_addresses a
 cross join lateral (values (a.rel_next, true), (a.rel_prev, false)) as named (url, ahead)
  left join report_addresses t on t.url = named.url
 cross join lateral (
       select case when t.state = 'page' then 'meta refresh'
                   else coalesce(t.status_code::text, replace(t.state, '_', ' ')) end || ' ' || t.url as example) told
 where a.state = 'page' and named.url is not null
 group by a.address_id

-- next_pages --
-- the chains of rel="next"
select a.address_id, t.address_id as next_id
  from report_addresses a join report_addresses t on t.url = a.rel_next
 where a.state = 'page' and a.rel_next is not null order by a.place

-- mark_loops --
-- pages whose rel="next" leads back
update report_pagination set loops = true where address_id = any($1)
