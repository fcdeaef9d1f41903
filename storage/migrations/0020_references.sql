-- What a page's head or headers name (canonical, neighbours, languages) comes into the ledger, too.
alter table addresses drop constraint addresses_origin_check;
alter table addresses add constraint addresses_origin_check
    check (origin in ('seed', 'sitemap', 'link', 'reference', 'redirect')) not valid;

-- those that the page does not link to as well
alter table pages add column named bigint[] not null default '{}';
