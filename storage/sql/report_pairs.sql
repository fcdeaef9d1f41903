-- products --
-- the products of one site job; for the base, including its stand-ins. An address that is its own canonical comes
-- before its copies. A key that pages with different names share ("0", "none") is no key; the address replaces it.
-- Chosen products are numbered in the order of the reports. Materialized, so that each record is unpacked once
insert into report_products (side, product_key, address_id, url, name, copies, copy_url, shared_key, chosen,
                             place)
with found as materialized (
    select f.address_id, f.url, p.product_key as raw_key, p.product ->> 'name' as name,
           coalesce(f.canonical_elsewhere, f.url) as own_url, f.canonical_elsewhere is not null as copy,
           f.noindex
      from address_facts f
      join pages p on p.site_job_id = f.site_job_id and p.address_id = f.address_id
     where f.site_job_id = $1 and f.state = 'page' and p.product_key is not null and p.product is not null
     union all
    select a.address_id, a.url, p.product_key, p.product ->> 'name', coalesce(f.canonical_elsewhere, a.url),
           f.canonical_elsewhere is not null, f.noindex
      from report_addresses a
     cross join lateral (
           select canonical_elsewhere, noindex from address_facts
            where site_job_id = a.base_job and address_id = a.address_id offset 0) f
     cross join lateral (
           select product_key, product from pages
            where site_job_id = a.base_job and address_id = a.address_id offset 0) p
     where $2 = 'base' and a.base_job <> $1 and a.base_state = 'page'
       and p.product_key is not null and p.product is not null
), told_apart as (
    select *, min(lower(name)) filter (where not copy) over same_key
              is distinct from max(lower(name)) filter (where not copy) over same_key as shared
      from found window same_key as (partition by raw_key)
), keyed as (
    select *, case when shared then 'url:' || own_url else raw_key end as key from told_apart
), ranked as (
    select key, address_id, url, name, count(*) over (partition by key) - 1 as copies,
           lead(url) over best_first as copy_url, shared, row_number() over best_first = 1 as chosen
      from keyed window best_first as (partition by key order by copy, noindex, url collate "C")
)
select $2, key, address_id, url, name, copies, copy_url, shared, chosen,
       case when chosen then row_number() over (partition by chosen order by url collate "C") end
  from ranked

-- analyze --
-- so that the planner knows how many there are
analyze report_products

-- by_key --
-- the same key on both sides; a product that the same address shows on both has not moved, whatever its copies did
insert into report_pairs (entity, key, now_id, base_id, how, url)
with stayed as (
    select distinct on (n.product_key) n.product_key, n.address_id, n.url
      from report_products b
      join report_products n on n.side = 'now' and n.address_id = b.address_id and n.product_key = b.product_key
     where b.side = 'base'
     order by n.product_key, b.chosen desc, n.chosen desc, n.url collate "C"
)
select 'product', n.product_key, coalesce(s.address_id, n.address_id), coalesce(s.address_id, b.address_id), 'key',
       coalesce(s.url, n.url)
  from report_products b
  join report_products n on n.side = 'now' and n.chosen and n.product_key = b.product_key
  left join stayed s on s.product_key = b.product_key
 where b.side = 'base' and b.chosen

-- by_address --
-- the same address with another key: the shop renumbered the product. From here on only products whose key the other
-- side lacks are paired
insert into report_pairs (entity, key, now_id, base_id, how, url)
select 'product', n.product_key, n.address_id, b.address_id, 'address', n.url
  from report_products b
  join report_products n on n.side = 'now' and n.chosen and n.address_id = b.address_id
 where b.side = 'base' and b.chosen
   and not exists (select from report_products o where o.side = 'now' and o.product_key = b.product_key)
   and not exists (select from report_products o where o.side = 'base' and o.product_key = n.product_key)

-- by_redirect --
-- the old address redirects to the new one
insert into report_pairs (entity, key, now_id, base_id, how, url)
with missing as (
    select * from report_products b
     where b.side = 'base' and b.chosen
       and not exists (select from report_products o where o.side = 'now' and o.product_key = b.product_key)
       and not exists (select from report_pairs r where r.entity = 'product' and r.base_id = b.address_id)
), fresh as (
    select * from report_products n
     where n.side = 'now' and n.chosen
       and not exists (select from report_products o where o.side = 'base' and o.product_key = n.product_key)
       and not exists (select from report_pairs r where r.entity = 'product' and r.now_id = n.address_id)
)
select distinct on (n.address_id) 'product', n.product_key, n.address_id, b.address_id, 'redirect', n.url
  from missing b
  join report_redirects w on w.address_id = b.address_id and not w.loops
  join fresh n on n.url = w.chain[cardinality(w.chain)]
 order by n.address_id, b.url collate "C"

-- by_gtin --
-- the shop renumbered and moved the product: exactly one missing and one new product have the same barcode number
-- (GTIN). $1 is this site job
insert into report_pairs (entity, key, now_id, base_id, how, url)
with left_over as materialized (
    select p.side, p.product_key, p.address_id, p.url, case p.side when 'now' then $1::bigint else a.base_job end as job
      from report_products p
      join report_addresses a on a.address_id = p.address_id
     where p.chosen
       and not exists (select from report_pairs r where r.entity = 'product' and r.now_id = p.address_id)
       and not exists (select from report_pairs r where r.entity = 'product' and r.base_id = p.address_id)
       and not exists (select from report_products o where o.side <> p.side and o.product_key = p.product_key)
), single as (
    select l.*, g.gtin, count(*) over (partition by l.side, g.gtin) as bearers
      from left_over l
     cross join lateral (
           select product ->> 'gtin' as gtin from pages
            where site_job_id = l.job and address_id = l.address_id offset 0) g
     where g.gtin is not null
)
select 'product', n.product_key, n.address_id, b.address_id, 'gtin', n.url
  from single b
  join single n on n.side = 'now' and n.gtin = b.gtin and n.bearers = 1
 where b.side = 'base' and b.bearers = 1

-- by_spelling --
-- an address vanished and another appeared that differs only in host, case or trailing slash: this matches products
-- without a number of their own
insert into report_pairs (entity, key, now_id, base_id, how, url)
with spelled as (
    select p.side, p.product_key, p.address_id, p.url, s.spelling,
           row_number() over (partition by p.side, s.spelling order by p.url collate "C") as rank
      from report_products p
      join report_addresses a on a.address_id = p.address_id
     cross join lateral (select address_spelling(p.url) as spelling) s
     where p.chosen
       and case p.side when 'now' then a.base_state is distinct from 'page'
                       else a.state = any('{absent,redirect,outside,client_error}')
                            or a.state = 'unasked' and a.origin is null end
       and not exists (select from report_pairs r where r.entity = 'product' and r.now_id = p.address_id)
       and not exists (select from report_pairs r where r.entity = 'product' and r.base_id = p.address_id)
       and not exists (select from report_products o where o.side <> p.side and o.product_key = p.product_key)
)
select 'product', n.product_key, n.address_id, b.address_id, 'spelling', n.url
  from spelled b
  join spelled n on n.side = 'now' and n.spelling = b.spelling and n.rank = b.rank
 where b.side = 'base'

-- single_products --
-- products on one side only, unless paired through another of their addresses
insert into report_pairs (entity, key, now_id, base_id, how, url)
with paired as (
    select now_id, base_id, key, how from report_pairs where entity = 'product'
), of_now as (
    select * from report_products where side = 'now' and chosen
), of_base as (
    select * from report_products where side = 'base' and chosen
)
select 'product', p.product_key, p.address_id, null::bigint, 'single', p.url
  from of_now p
 where not exists (select from paired r where r.now_id = p.address_id)
   and not exists (select from paired r where r.how = 'key' and r.key = p.product_key)
 union all
select 'product', p.product_key, null, p.address_id, 'single', p.url
  from of_base p
 where not exists (select from paired r where r.base_id = p.address_id)
   and not exists (select from paired r where r.how = 'key' and r.key = p.product_key)

-- pages_by_product --
-- the page of a product that moved, moved with it
insert into report_pairs (entity, key, now_id, base_id, how, url)
select distinct on (n.address_id) 'page', b.url, n.address_id, b.address_id, 'product', n.url
  from report_pairs r
  join report_addresses n on n.address_id = r.now_id and n.state = 'page'
                         and n.base_state is distinct from 'page'
  join report_addresses b on b.address_id = r.base_id and b.base_state = 'page' and b.state <> 'page'
 where r.entity = 'product' and r.now_id <> r.base_id
 order by n.address_id, b.url collate "C"

-- pages_by_redirect --
-- the page that a redirect leads to now, if it is a new one
insert into report_pairs (entity, key, now_id, base_id, how, url)
select distinct on (n.address_id) 'page', b.url, n.address_id, b.address_id, 'redirect', n.url
  from report_addresses b
  join report_redirects w on w.address_id = b.address_id and not w.loops
  join report_addresses n on n.url = w.chain[cardinality(w.chain)] and n.state = 'page'
                         and n.base_state is distinct from 'page'
 where b.base_state = 'page' and b.state <> 'page'
   and not exists (select from report_pairs r where r.entity = 'page' and r.base_id = b.address_id)
   and not exists (select from report_pairs r where r.entity = 'page' and r.now_id = n.address_id)
 order by n.address_id, b.url collate "C"

-- pages_by_spelling --
-- the site moved to another host or spells its addresses differently: a page vanished and the same one appeared
insert into report_pairs (entity, key, now_id, base_id, how, url)
with spelled as (
    select a.state = 'page' as came, a.address_id, a.url, s.spelling,
           row_number() over (partition by a.state = 'page', s.spelling order by a.url collate "C") as rank
      from report_addresses a
     cross join lateral (select address_spelling(a.url) as spelling) s
     where (a.state = 'page' and a.base_state is distinct from 'page'
            or a.base_state = 'page' and (a.state = any('{absent,redirect,outside,client_error}')
                                          or a.state = 'unasked' and a.origin is null))
       and not exists (select from report_pairs r where r.entity = 'page' and r.base_id = a.address_id)
       and not exists (select from report_pairs r where r.entity = 'page' and r.now_id = a.address_id)
)
select 'page', b.url, n.address_id, b.address_id, 'spelling', n.url
  from spelled b
  join spelled n on n.came and n.spelling = b.spelling and n.rank = b.rank
 where not b.came

-- hidden --
-- addresses that the base ($1) lacks and could not have found: only pages that it could not read lead there, directly
-- or through each other. $2 is this site job
with recursive fresh as materialized (
    select address_id, url from report_addresses
     where base_state is null and origin = any('{link,reference,redirect}') and state <> all('{duplicate,outside}')
), edges as materialized (
    select p.address_id as source, f.address_id as target
      from pages p
     cross join unnest(p.inner_links || p.named) as l (link)
      left join report_aliases s on s.address_id = l.link
      join fresh f on f.address_id = coalesce(s.plain, l.link)
     where p.site_job_id = $2
    union
    select a.address_id, f.address_id from report_addresses a join fresh f on f.url = a.redirect_url
), known as (
    select e.target
      from edges e join report_addresses a on a.address_id = e.source
     where a.base_job = $1 and not is_out_of_sight(a.base_state, a.base_outcome, a.base_status_code)
    union
    select e.target from known k join edges e on e.source = k.target
)
update report_addresses a set hidden = true
  from (select target from edges except select target from known) h
 where a.address_id = h.target

-- may_hide --
-- whether the base ($1) could not see some addresses, and this run found some that it lacks
select exists (select from report_addresses
                where missed_as is not null and base_state is not null
                   or base_job = $1 and is_out_of_sight(base_state, base_outcome, base_status_code))
   and exists (select from report_addresses where base_state is null and origin = any('{link,reference,redirect}'))

-- pages_by_address --
-- every other address that was a page on one side, or answered differently; and files, whose headers may differ
insert into report_pairs (entity, key, now_id, base_id, how, url)
select 'page', a.url, case when a.state <> 'absent' then a.address_id end,
       case when a.base_state is not null then a.address_id end,
       case when a.state <> 'absent' and a.base_state is not null then 'address' else 'single' end, a.url
  from report_addresses a
 where (a.state = 'page' or a.base_state = 'page'
        or a.state <> 'absent' and a.base_state is not null
           and (a.state = 'file' and a.base_state = 'file' or a.status_code is distinct from a.base_status_code
                or a.redirect_url is distinct from a.base_redirect_url))
   and not exists (select from report_pairs r where r.entity = 'page'
                      and (r.base_id = a.address_id or r.now_id = a.address_id))

-- number_pairs --
-- the order of the report; pairs that are equal on both sides get no number and are skipped. The hash of a body is
-- ignored: it changes with every token and clock in the page
update report_pairs r set place = o.place
  from (select r.ctid as row, row_number() over (
                   order by r.url collate "C", r.entity, r.key collate "C") as place
          from report_pairs r
          left join report_addresses a on a.address_id = r.now_id
          left join pages n on n.site_job_id = $1 and n.address_id = r.now_id
          left join pages b on b.site_job_id = $2::bigint and b.address_id = r.base_id
          left join sitemap_alternates v on v.site_job_id = $1 and v.address_id = r.now_id
          left join sitemap_alternates w on w.site_job_id = $2::bigint and w.address_id = r.base_id
         where r.now_id is distinct from r.base_id
            or case r.entity
                   when 'product' then r.how <> 'key' or n.product is distinct from b.product
                   else n.seo is distinct from b.seo and n.seo - 'body_md5' is distinct from b.seo - 'body_md5'
                        or n.page_type is distinct from b.page_type
                        or a.state <> a.base_state or a.status_code is distinct from a.base_status_code
                        or a.redirect_url is distinct from a.base_redirect_url
                        or (a.sitemap is null) <> (a.base_sitemap is null)
                        or v.alternates is distinct from w.alternates
               end) o
 where r.ctid = o.row

-- confirmed --
-- pages that the base was the first to miss, and that are missing again; not those that moved: whose product the base
-- had at another address, or that it had in another spelling. $1 is the base, $2 the base of the base, $3 the origins
-- whose absence is conclusive, $4 whether that of product pages is
select count(*)
  from address_facts older
  join pages p on p.site_job_id = older.site_job_id and p.address_id = older.address_id
  left join addresses b on b.site_job_id = $1 and b.address_id = older.address_id
  left join report_addresses a on a.address_id = older.address_id
                              and (a.state <> 'absent' or a.base_state is not null)
 where older.site_job_id = $2 and older.state = 'page' and b.address_id is null and a.address_id is null
   and older.origin = any($3::text[]) and ($4::boolean or p.product_key is null)
   and not exists (select from report_products moved
                    where moved.side = 'base' and moved.product_key = p.product_key)
   and not exists (select from report_addresses moved
                    where moved.base_state = 'page'
                      and address_spelling(moved.url) = address_spelling(older.url)
                      and not exists (select from addresses o
                                       where o.site_job_id = $2 and o.address_id = moved.address_id))

-- has_lost --
-- whether the base had pages, or issues of pages, of which this run has no line
select exists (select from report_addresses where state = 'absent' and coalesce(base_state, 'page') = 'page')

-- still_linked --
-- such pages that pages of this run ($1) still link to, by nofollow links, or link to or name in a run that only read
-- sitemaps: they have not left, they were not fetched. They still get no line of the ledger
update report_addresses a set state = 'unasked'
  from (select distinct unnest(p.inner_links || p.named) as link
          from pages p
          join report_addresses s on s.address_id = p.address_id and s.state = 'page'
         where p.site_job_id = $1) n
 where a.address_id = n.link and a.state = 'absent' and coalesce(a.base_state, 'page') = 'page'

-- out_of_sight --
-- what this run could not look into, and each of the site jobs $1 could, or did not know: fresh addresses may hold a
-- product that moved there, and any of them may hold a link. An address that only a link names and that no request
-- was left for is not counted as fresh: where sitemaps name the products, it is a filter or a sorting. What is linked
-- to and has no line now had none in a run that could not look either. What a pruned ledger could look into nobody
-- knows, so all counts
select j.site_job_id, count(h.state) as unread,
       count(h.state) filter (where h.was is distinct from 'page' and (h.state <> 'unasked' or h.origin <> all('{link,reference}'))) as fresh
  from unnest($1::bigint[]) as j (site_job_id)
  join bulk_job_sites s on s.id = j.site_job_id
  left join lateral (
       select a.state, a.origin, t.state as was
         from report_addresses a
         left join lateral (
              select * from address_facts
               where site_job_id = j.site_job_id and address_id = a.address_id offset 0) t on true
        where is_out_of_sight(a.state, a.outcome, a.status_code)
          and not is_out_of_sight(t.state, t.outcome, t.status_code)
          and (a.origin is not null or t.state is not null or s.pruned_at is not null)) h on true
 group by j.site_job_id

-- fresh_since --
-- of what is out of sight now and nobody ever saw, how much the site jobs $1 named: what was not found any more by
-- one of them may have moved there
select j.site_job_id, count(*) as fresh
  from unnest($1::bigint[]) as j (site_job_id)
  join report_addresses a on is_out_of_sight(a.state, a.outcome, a.status_code) and a.base_state is distinct from 'page'
                         and (a.state <> 'unasked' or a.origin <> all('{link,reference}'))
  join addresses l on l.site_job_id = j.site_job_id and l.address_id = a.address_id
 group by j.site_job_id

-- missing_since --
-- the site jobs that were the first to miss what is still missing now, and whose ledgers are kept: nobody knows what the
-- others named
select distinct a.missing_since
  from report_addresses a join bulk_job_sites s on s.id = a.missing_since and s.pruned_at is null
 where a.state = 'absent'

-- stand_ins --
-- the site jobs whose looks stand in for the base's ($1), and whether any is of an address that is gone or missing now
select base_job as site_job_id, bool_or(state = any('{absent,client_error}')) as lost
  from report_addresses where base_job <> $1
 group by base_job

-- compared_products --
-- how many products both sides have
select count(*) from report_pairs
 where entity = 'product' and now_id is not null and base_id is not null
