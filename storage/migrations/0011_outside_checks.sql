-- What links to other hosts and pictures answered, for sites whose policy asks for it: their outside checks.
create table outside_checks (
    site_job_id   bigint not null references bulk_job_sites (id) on delete cascade,
    key           uuid not null,                    -- md5 of the url
    url           text not null,
    host          text not null,                    -- "www." left out: whose turn it takes
    verdict       text check (verdict in             -- null: still to come
                      ('well', 'moved', 'broken', 'no_response', 'refused', 'robots', 'forbidden')),
    cause         text,                             -- why it is not well: an error, a status
    status_code   smallint,                         -- of the first answer
    final_status  smallint,                         -- where its redirects end
    final_url     text,
    size_bytes    bigint,                           -- Content-Length
    content_type  text,
    asked_at      timestamptz,
    last_verdict  text,                             -- of the last earlier run that could tell
    last_bytes    bigint,
    primary key (site_job_id, key)
);
create index outside_checks_waiting on outside_checks (site_job_id, host, key) where verdict is null;

-- null: nobody looked for them
alter table pages add column pictures text[];

alter table bulk_job_sites
    add column outside_named integer,               -- addresses that pages name for outside checks; null: not gathered
    add column outside_total integer,               -- of them to be asked, within the policy's bound
    add column outside_done integer not null default 0;
alter table bulk_job_sites drop constraint bulk_job_sites_phase_check;
alter table bulk_job_sites add constraint bulk_job_sites_phase_check
    check (phase in ('discover', 'crawl', 'check', 'report'));

-- what is wrong with the links to other hosts and the pictures of each page, each address once; examples as
-- "404 https://...". Empty where nobody asked; a row for each page where somebody did
create table report_outside (
    address_id        bigint primary key,
    broken            integer,                      -- links; null where nothing is known of any of them
    broken_to         text[],
    moved_to          text[],
    moved             integer not null,
    pictures_broken   integer not null,
    pictures_broken_at text[],
    pictures_large    integer not null,
    pictures_large_at text[],
    largest_picture   bigint,
    in_vain           text[] not null               -- codes of issues that nobody could look for
);
