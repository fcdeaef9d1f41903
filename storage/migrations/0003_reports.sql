-- What the reports of a site job need beyond its own pages.

-- When a product or a page of a site was first and last seen, over all runs. Outlives the runs.
create table sightings (
    site       text not null,
    entity     text not null check (entity in ('product', 'page')),
    key        uuid not null,                       -- md5 of the product's key or the page's address
    first_run  bigint not null,
    first_at   timestamptz not null,
    last_run   bigint not null,
    last_at    timestamptz not null,
    primary key (site, entity, key)
);

-- Which issues a site job found, so that the next one can tell new, persisting and fixed.
create table page_issues (
    site_job_id  bigint not null references bulk_job_sites (id) on delete cascade,
    address_id   bigint not null,
    codes        text[] not null,
    since        bigint[] not null,                 -- for each code the run that first found it
    primary key (site_job_id, address_id)
);

-- What a line of the ledger amounts to for people who look at a site: one row for each address.
-- state: page        an HTML page was read
--        bot_wall    the page of a protection was read instead
--        file        200, and not HTML, or too large to be read
--        redirect, client_error, server_error, other    what was answered
--        no_response was asked for in vain; blocked: by robots.txt
--        duplicate   another spelling; outside: of another host; unasked: nobody looked
create view address_facts as
select a.site_job_id, a.address_id, a.url, a.outcome, a.detail, a.origin, a.sitemap, a.lastmod,
       a.depth, a.tries, s.state,
       case when s.answered then p.status_code end as status_code,
       case when s.state = 'redirect' then p.redirect_url end as redirect_url,
       case when s.state = 'page' then coalesce(f.noindex, false) end as noindex,
       case when s.state = 'page' then coalesce(f.nofollow, false) end as nofollow,
       case when s.state = 'page' then nullif(c.canonical, a.url) end as canonical_elsewhere,
       s.state = 'page' and not coalesce(f.noindex, false)
           and coalesce(c.canonical = a.url, true) as indexable,
       f.titles ->> 0 as title, f.descriptions ->> 0 as description, f.h1 ->> 0 as h1, f.h2 ->> 0 as h2,
       p.content_hash, p.simhash, f.hreflang, f.rel_next, f.rel_prev
  from addresses a
  left join pages p on p.site_job_id = a.site_job_id and p.address_id = a.address_id
  left join lateral jsonb_to_record(p.seo) as f (
           canonical_url text, canonical_header text, noindex boolean, nofollow boolean, bot_wall boolean,
           titles jsonb, descriptions jsonb, h1 jsonb, h2 jsonb, hreflang jsonb,
           rel_next text, rel_prev text) on true
 cross join lateral (select coalesce(f.canonical_url, f.canonical_header) as canonical) c
 cross join lateral (
           select case
                      when a.outcome in ('fetched', 'not_modified') and p.seo is not null
                          then case when f.bot_wall then 'bot_wall' else 'page' end
                      when a.outcome in ('fetched', 'not_modified', 'wrong_type', 'too_large') then 'file'
                      when a.outcome = 'redirect' then 'redirect'
                      when a.outcome = 'not_found' then 'client_error'
                      when a.outcome = 'failed' and a.detail = 'bad_redirect' then 'redirect'
                      when a.outcome = 'failed' and a.detail like 'http\_5%' then 'server_error'
                      when a.outcome = 'failed' and a.detail like 'http\_4%' then 'client_error'
                      when a.outcome = 'failed' and a.detail like 'http\_%' then 'other'
                      when a.outcome = 'failed' and a.tries > 0 then 'no_response'
                      when a.outcome = 'robots' then 'blocked'
                      when a.outcome = 'duplicate' then 'duplicate'
                      when a.outcome = 'out_of_scope' then 'outside'
                      else 'unasked'
                  end as state) named
 cross join lateral (
           select named.state,
                  named.state in ('page', 'bot_wall', 'file', 'redirect', 'client_error', 'server_error',
                                  'other') as answered) s;

-- The shapes of a report's work tables. These stay empty: each report makes temporary tables of the
-- same names, which PostgreSQL finds first. They are here so that the queries over them can be checked
-- against a schema like all others.

-- every address of this site job and of the one it is compared with (base_), in the order of the reports
create table report_addresses (
    place                integer primary key,
    address_id           bigint not null unique,
    url                  text not null,
    outcome              text,
    detail               text,
    origin               text,
    sitemap              text,
    lastmod              timestamptz,
    ledger_depth         smallint,
    tries                smallint,
    state                text not null,             -- as in address_facts, or absent from this ledger
    status_code          smallint,
    redirect_url         text,
    noindex              boolean,
    nofollow             boolean,
    canonical_elsewhere  text,
    indexable            boolean not null,
    title                bigint,                    -- hashes: equal for equal texts
    description          bigint,
    h1                   bigint,
    h2                   bigint,
    content              bigint,
    simhash              bigint,
    has_alternates       boolean,
    rel_next             text,
    rel_prev             text,
    base_state           text,
    base_outcome         text,
    base_status_code     smallint,
    base_redirect_url    text,
    base_indexable       boolean,
    base_sitemap         text,
    base_origin          text
);
create index report_addresses_url on report_addresses using hash (url);

-- other spellings of an address that the ledger holds under its plain one
create table report_aliases (
    address_id  bigint primary key,
    plain       bigint not null
);

-- links to an address from the pages of the site
create table report_inlinks (
    address_id  bigint primary key,
    links       bigint not null,
    pages       integer not null,
    others      integer not null,                   -- pages other than itself
    redirected  boolean not null default false      -- a redirect leads to it
);

-- links of a page that lead nowhere, or to a redirect; examples as "404 https://..."
create table report_poor_links (
    address_id  bigint primary key,
    broken      integer not null,
    broken_to   text[],
    moved       integer not null,
    moved_to    text[]
);

create table report_depths (
    address_id  bigint primary key,
    depth       integer not null
);
create index report_depths_depth on report_depths (depth);

-- where a redirect ends
create table report_redirects (
    address_id  bigint primary key,
    chain       text[] not null,
    loops       boolean not null
);

-- texts that several indexable pages share
create table report_repeats (
    field      text not null,
    hash       bigint not null,
    pages      integer not null,
    first_url  text not null,
    last_url   text not null,
    primary key (field, hash)
);

create table report_near_duplicates (
    address_id  bigint primary key,
    pages       integer not null,
    distance    smallint not null,
    closest     bigint not null
);

create table report_alternates (
    source    bigint not null,
    language  text not null,
    url       text not null
);
create index report_alternates_source on report_alternates (source);

create table report_hreflang (
    address_id     bigint primary key,
    no_return      text[],
    inconsistent   text[],
    non_canonical  text[],
    noindex        text[],
    non_200        text[]
);

create table report_pagination (
    address_id  bigint primary key,
    non_200     text[],
    unlinked    text[],
    sequence    text[],
    loops       boolean not null default false
);

-- the products of this site job (side now) and of its base, each key once
create table report_products (
    side         text not null,
    product_key  text not null,
    address_id   bigint not null,
    url          text not null,
    name         text,
    copies       integer not null,                  -- other addresses with the same product
    copy_url     text,
    shared_key   boolean not null,                  -- its own key stands on different products
    chosen       boolean not null,                  -- the address that is reported
    place        integer                            -- of the chosen ones, in the order of the reports
);
create index report_products_chosen on report_products (side, place) where chosen;
create index report_products_address on report_products (side, address_id);

-- what diff.csv looks at: the two sides of each product and page that may have changed
create table report_pairs (
    entity   text not null,
    key      text not null,
    now_id   bigint,
    base_id  bigint,
    how      text not null,                         -- key, address, redirect, product, single
    url      text not null,
    place    integer
);
create index report_pairs_now on report_pairs (entity, now_id);
create index report_pairs_base on report_pairs (entity, base_id);
create index report_pairs_place on report_pairs (place);
