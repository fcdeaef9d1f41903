-- upsert --
-- a page that is fetched again after a crash or a retry replaces itself
insert into pages (site_job_id, epoch, address_id, url, status_code, content_type, redirect_url, fetched_at,
                   response_ms, ttfb_ms, size_bytes, wire_bytes, http_version, etag, last_modified,
                   page_type, product_key, content_hash, simhash, canonical_id, seo, product, issues,
                   inner_links, nofollow_links, named, outer_links, outer_count, pictures, reading_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
on conflict (site_job_id, address_id) do update set
    epoch = excluded.epoch, status_code = excluded.status_code, content_type = excluded.content_type,
    redirect_url = excluded.redirect_url, fetched_at = excluded.fetched_at,
    response_ms = excluded.response_ms, ttfb_ms = excluded.ttfb_ms, size_bytes = excluded.size_bytes,
    wire_bytes = excluded.wire_bytes, http_version = excluded.http_version, etag = excluded.etag,
    last_modified = excluded.last_modified, page_type = excluded.page_type,
    product_key = excluded.product_key, content_hash = excluded.content_hash,
    simhash = excluded.simhash, canonical_id = excluded.canonical_id, seo = excluded.seo,
    product = excluded.product, issues = excluded.issues, inner_links = excluded.inner_links,
    nofollow_links = excluded.nofollow_links, named = excluded.named, outer_links = excluded.outer_links,
    outer_count = excluded.outer_count, pictures = excluded.pictures, reading_key = excluded.reading_key

-- reading_keys --
-- pages of the base that may be taken over when the same bytes come again
select address_id, reading_key from pages
 where site_job_id = $1 and address_id = any($2) and reading_key is not null

-- validators --
-- what a conditional request needs: ETag and Last-Modified of the base's page, if that was read and came from the
-- site itself; after a 304 for a file or a page too large to read, its content would remain unknown. A page with an
-- expiry date (unavailable_after) may mean something else now although it is unchanged
select p.address_id, p.etag, p.last_modified
  from pages p
 where p.site_job_id = $1 and p.address_id = any($2) and p.status_code = 200
   and (p.etag is not null or p.last_modified is not null) and p.seo is not null
   and not coalesce(p.seo @> '{"bot_wall": true}', false)
   and not coalesce(p.seo ->> 'robots_by_agent' like '%unavailable\_after%', false)

-- bot_walls --
-- how many pages were answered by bot protection; none of them has a product, so records of product pages need not
-- be unpacked
select count(*) from pages where site_job_id = $1 and product is null and seo @> '{"bot_wall": true}'

-- give_way --
-- removes what an earlier attempt stored for these addresses, before they are taken over
delete from pages where site_job_id = $1 and address_id = any($2)

-- take_over --
-- 304 or the same bytes: the page of the base run still holds
insert into pages (site_job_id, address_id, epoch, url, status_code, content_type, redirect_url, fetched_at,
                   response_ms, ttfb_ms, size_bytes, wire_bytes, http_version, etag, last_modified,
                   page_type, product_key, content_hash, simhash, canonical_id, seo, product, issues,
                   inner_links, nofollow_links, named, outer_links, outer_count, pictures, reading_key)
select $1, p.address_id, $2, p.url, p.status_code, p.content_type, p.redirect_url, n.fetched_at,
       n.response_ms, n.ttfb_ms, p.size_bytes, n.wire_bytes, n.http_version,
       coalesce(n.etag, p.etag), coalesce(n.last_modified, p.last_modified),
       p.page_type, p.product_key, p.content_hash, p.simhash, p.canonical_id, p.seo, p.product, p.issues,
       p.inner_links, p.nofollow_links, p.named, p.outer_links, p.outer_count, p.pictures, p.reading_key
  from unnest($4::bigint[], $5::timestamptz[], $6::integer[], $7::integer[], $8::integer[],
              $9::text[], $10::text[], $11::text[])
       as n (address_id, fetched_at, response_ms, ttfb_ms, wire_bytes, http_version, etag, last_modified)
  join pages p on p.site_job_id = $3 and p.address_id = n.address_id
returning address_id, product is not null as has_product

-- forget --
-- a retry of everything
delete from pages where site_job_id = $1
