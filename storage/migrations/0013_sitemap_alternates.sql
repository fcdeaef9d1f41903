-- What sitemaps say of the languages of a page (hreflang), beside what the page says itself: one row for each
-- address that has any, from all sitemaps that name it. Each as in the record of a page: language, url.
create table sitemap_alternates (
    site_job_id  bigint not null references bulk_job_sites (id) on delete cascade,
    address_id   bigint not null,
    alternates   jsonb not null,
    primary key (site_job_id, address_id)
);
-- a named page that no link of the site leads to
alter table report_hreflang add column unlinked text[];
