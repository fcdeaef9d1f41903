-- products --
-- a stretch of full.csv. Here and below `offset 0` makes PostgreSQL look up each row by its key: its statistics may
-- be older than the crawl, and would mislead it to scan whole tables
select r.product_key, r.copies, r.copy_url, r.shared_key, p.url, p.status_code, p.fetched_at,
       p.seo ->> 'canonical_url' as canonical_url, p.product,
       least((select s.first_at from sightings s
               where s.site = $2 and s.entity = case when r.shared_key then 'page' else 'product' end
                 and s.key = md5(case when r.shared_key then p.url else p.product_key end)::uuid),
             p.fetched_at) as first_seen
  from report_products r
 cross join lateral (
       select * from pages where site_job_id = $1 and address_id = r.address_id offset 0) p
 where r.side = 'now' and r.chosen and r.place > $3 and r.place <= $3 + $4
 order by r.place

-- pages --
-- a stretch of seo.csv: what an address answered, and what the whole site tells of it
select a.address_id, a.url, a.outcome, a.detail, a.origin, a.sitemap, a.lastmod, a.state, a.status_code,
       a.redirect_url, a.noindex, a.canonical_elsewhere, a.indexable, a.base_job,
       a.state = 'absent' and a.base_state is null and a.missed_as is not null as is_missing_again,
       d.depth, d.depth is null and exists (select from report_depths where depth = 1) as is_cut_off,
       p.content_type, p.fetched_at, p.response_ms, p.ttfb_ms, p.size_bytes, p.wire_bytes,
       p.http_version, p.last_modified, p.page_type, p.seo, p.issues, p.content_hash,
       p.inner_links, p.outer_count, cardinality(p.outer_links) as outer_pages,
       o.schema_price, o.page_price,
       coalesce(i.links, 0) as inlinks, coalesce(i.pages, 0) as inlink_pages,
       coalesce(i.others, 0) as inlinks_of_others, coalesce(i.from_others, 0) as links_of_others,
       coalesce(i.held, 0) as held_links, i.held_on, coalesce(i.redirected, false) as redirected_to,
       l.broken, l.broken_to, l.moved, l.moved_to, coalesce(l.in_vain, false) as links_in_vain,
       x.broken as broken_outside, x.broken_to as broken_outside_to, x.moved as moved_outside,
       x.moved_to as moved_outside_to, x.pictures_broken, x.pictures_broken_at, x.pictures_large,
       x.pictures_large_at, x.largest_picture, x.in_vain as outside_in_vain,
       w.chain, w.loops, w.end_state,
       case when title.pages > 1 then (title.pages, title.first_url, title.last_url) end as title,
       case when description.pages > 1
            then (description.pages, description.first_url, description.last_url) end as description,
       case when h1.pages > 1 then (h1.pages, h1.first_url, h1.last_url) end as h1,
       case when h2.pages > 1 then (h2.pages, h2.first_url, h2.last_url) end as h2,
       case when content.pages > 1 then (content.pages, content.first_url, content.last_url) end as content,
       array_remove(array[case when title.in_vain then 'title_duplicate' end,
                          case when description.in_vain then 'description_duplicate' end,
                          case when h1.in_vain then 'h1_duplicate' end,
                          case when h2.in_vain then 'h2_duplicate' end,
                          case when content.in_vain then 'content_duplicate' end,
                          case when exists (select from report_near_in_vain n where n.address_id = a.address_id)
                               then 'content_near_duplicate' end], null) as repeats_in_vain,
       near.pages as near_pages, near.distance as near_distance, near.closest as near_closest,
       h.no_return, h.inconsistent, h.non_canonical, h.noindex as hreflang_noindex, h.non_200,
       coalesce(h.in_vain, false) as hreflang_in_vain, h.unlinked as hreflang_unlinked,
       v.alternates as sitemap_hreflang,
       g.non_200 as pagination_non_200, g.unlinked as pagination_unlinked,
       g.sequence as pagination_sequence, coalesce(g.loops, false) as pagination_loops,
       coalesce(g.in_vain, false) as pagination_in_vain,
       t.state as target_state, t.status_code as target_status, t.noindex as target_noindex,
       t.canonical_elsewhere as target_canonical, t.redirect_url as target_redirect,
       t.origin as target_origin, coalesce(y.links > 0 or y.redirected, false) or t.sitemap is not null as target_linked,
       m.codes as base_codes, m.since as base_since, e.codes as last_codes, e.since as last_since
  from report_addresses a
  left join lateral (
       select * from pages
        where site_job_id = $1 and address_id = a.address_id and a.status_code is not null offset 0) p on true
  left join lateral jsonb_to_record(p.product) as o (schema_price text, page_price text) on true
  left join report_depths d on d.address_id = a.address_id
  left join report_inlinks i on i.address_id = a.address_id
  left join report_poor_links l on l.address_id = a.address_id
  left join report_outside x on x.address_id = a.address_id
  left join lateral (
       select r.chain, r.loops, x.state as end_state
         from report_redirects r
         left join report_addresses l on l.url = r.chain[cardinality(r.chain)]
         left join report_aliases s on s.address_id = l.address_id
         left join report_addresses x on x.address_id = coalesce(s.plain, l.address_id)
        where r.address_id = a.address_id) w on true
  left join report_repeats title on a.indexable and title.field = 'title' and title.hash = a.title
  left join report_repeats description
         on a.indexable and description.field = 'description' and description.hash = a.description
  left join report_repeats h1 on a.indexable and h1.field = 'h1' and h1.hash = a.h1
  left join report_repeats h2 on a.indexable and h2.field = 'h2' and h2.hash = a.h2
  left join report_repeats content on a.indexable and content.field = 'content' and content.hash = a.content
  left join lateral (
       select n.pages, n.distance, x.url as closest
         from report_near_duplicates n join report_addresses x on x.address_id = n.closest
        where n.address_id = a.address_id) near on true
  left join report_hreflang h on h.address_id = a.address_id
  left join lateral (
       select * from sitemap_alternates where site_job_id = $1 and address_id = a.address_id offset 0) v on true
  left join report_pagination g on g.address_id = a.address_id
  left join report_addresses t on t.url = a.canonical_elsewhere
  left join report_inlinks y on y.address_id = coalesce(t.address_id, p.canonical_id)
  left join lateral (
       select * from page_issues where site_job_id = $2 and address_id = a.address_id offset 0) m on true
  left join lateral (
       select * from page_issues where site_job_id = $3 and address_id = a.address_id offset 0) e on true
 where a.place > $4 and a.place <= $4 + $5
 order by a.place

-- pairs --
-- a stretch of the pairs that diff.csv compares. A product whose key others share was first seen when its page was, if
-- the base lacks that page too; on a page that the base has it is new
select r.entity, r.key, r.url, r.how, r.now_id, r.base_id,
       na.state, na.status_code, na.redirect_url, na.indexable, na.sitemap, na.origin,
       na.base_state as base_state_of_now, na.base_status_code as base_status_of_now,
       na.base_outcome as base_outcome_of_now, na.base_redirect_url as base_redirect_of_now,
       n.seo, n.product, n.page_type, n.product_key, na.url as now_url, nv.alternates as sitemap_hreflang,
       na.hidden, ba.base_state, ba.base_outcome, ba.base_status_code, ba.base_redirect_url, ba.base_indexable,
       ba.base_sitemap, ba.base_origin, ba.base_job, ba.missed_as, ba.misses, ba.missing_since, ba.state as state_of_base, ba.status_code as status_of_base,
       ba.redirect_url as redirect_of_base, ba.canonical_elsewhere as canonical_of_base, ba.outcome as outcome_of_base, ba.detail as detail_of_base,
       case when ba.state = 'redirect' then
           (select w.chain[cardinality(w.chain)] from report_redirects w
             where w.address_id = r.base_id and not w.loops) end as end_of_base,
       b.seo as base_seo, b.product as base_product, b.page_type as base_page_type,
       bv.alternates as base_sitemap_hreflang, b.product_key as base_product_key, b.content_type as base_content_type, ba.url as base_url,
       case when ba.base_job <> $2 then
           (select s.bulk_job_id from bulk_job_sites s where s.id = ba.base_job) end as earlier_run,
       case when r.base_id is null or ba.base_state <> 'page' then
           (select s.first_run from sightings s
             where s.site = $3 and s.entity = case when k.by_page then 'page' else r.entity end
               and s.key = md5(case when k.by_page then na.url else r.key end)::uuid) end as first_run
  from report_pairs r
  left join report_addresses na on na.address_id = r.now_id
  left join lateral (
       select * from pages
        where site_job_id = $1 and address_id = r.now_id and na.status_code is not null offset 0) n on true
  left join lateral (
       select * from sitemap_alternates
        where site_job_id = $1 and address_id = r.now_id and r.entity = 'page' offset 0) nv on true
  left join report_addresses ba on ba.address_id = r.base_id
  left join lateral (
       select * from pages
        where site_job_id = ba.base_job and address_id = r.base_id and ba.base_status_code is not null offset 0) b on true
  left join lateral (
       select * from sitemap_alternates
        where site_job_id = ba.base_job and address_id = r.base_id and r.entity = 'page' offset 0) bv on true
 cross join lateral (
       select r.entity = 'product' and n.product_key <> r.key and na.base_state is distinct from 'page' as by_page) k
 where r.place > $4 and r.place <= $4 + $5
 order by r.place

-- ledger --
-- a stretch of the ledger
select a.url, a.outcome, a.detail, a.origin, a.sitemap, a.lastmod, a.tries,
       d.depth
  from report_addresses a
  left join report_depths d on d.address_id = a.address_id
 where a.origin is not null and a.place > $1 and a.place <= $1 + $2
 order by a.place

-- last_address --
-- where the numbering ends
select coalesce(max(place), 0) from report_addresses

-- last_product --
-- where the numbering ends
select coalesce(max(place), 0) from report_products where side = 'now'

-- last_pair --
-- where the numbering ends
select coalesce(max(place), 0) from report_pairs
