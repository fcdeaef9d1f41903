-- Runs, their site jobs, and everything a site job finds. PostgreSQL is the truth: Redis only rings.

create table people (
    id          bigint primary key,                 -- Telegram's user id
    name        text not null,
    username    text,
    language    text check (language in ('ru', 'en')),
    first_seen  timestamptz not null default now(),
    last_seen   timestamptz not null default now()
);

-- A run. Named as the first design of the team named it.
create table bulk_jobs (
    id               bigint generated always as identity primary key,
    kind             text not null default 'sites',
    status           text not null default 'queued' check (status in
                         ('queued', 'running', 'cancelling', 'completed', 'partial', 'failed', 'cancelled')),
    chat_id          bigint not null,
    thread_id        bigint,
    user_id          bigint references people (id),
    language         text not null default 'ru',
    said             text not null default '',      -- the person's words
    command          jsonb not null,                -- what was understood
    request_key      text not null unique,          -- the update it came from: a repeated one starts nothing twice
    reports          text[] not null,
    page_limit       integer check (page_limit > 0),
    concurrency      integer check (concurrency > 0),
    skip_existing    boolean not null default false,
    dry_run          boolean not null default false,
    attempt          integer not null default 1,    -- +1 on each retry
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    settled_at       timestamptz,                   -- the last site job ended; the archive is due
    finished_at      timestamptz,                   -- the archive is ready and its delivery is written
    cancelled_by     bigint,
    cancel_at        timestamptz,                   -- cancel was asked for
    -- the lease of the finish, as bulk_job_sites has one for the crawl
    epoch            integer not null default 0,
    worker           text,
    lease_until      timestamptz,
    rings            integer not null default 0,
    rung_at          timestamptz,
    ready_at         timestamptz not null default now(),
    crashes          integer not null default 0,
    failure          text
) with (fillfactor = 70);
create index bulk_jobs_open on bulk_jobs (id) where finished_at is null;
create index bulk_jobs_of_chat on bulk_jobs (chat_id, id desc);

-- A site job: this row is the job; an arq job only rings for it.
create table bulk_job_sites (
    id                  bigint generated always as identity primary key,
    bulk_job_id         bigint not null references bulk_jobs (id) on delete cascade,
    site                text not null,
    host                text not null,              -- one site job per host runs at a time
    config              jsonb not null,             -- the site and its policy as they were when the run began
    job_id              text,                       -- the last arq job that rang
    status              text not null default 'queued' check (status in
                            ('queued', 'running', 'completed', 'failed', 'cancelled', 'skipped')),
    phase               text not null default 'discover' check (phase in ('discover', 'crawl', 'report')),
    attempt             integer not null default 1,
    epoch               integer not null default 0, -- fencing token: +1 on each claim
    worker              text,
    lease_until         timestamptz,                -- never in an index: that would end HOT updates
    rings               integer not null default 0,
    rung_at             timestamptz,
    ready_at            timestamptz not null default now(),
    crashes             integer not null default 0, -- leases that ran out, not deploys
    total_urls          integer not null default 0, -- addresses in the ledger
    sitemap_total_urls  integer,                    -- of them named by sitemaps; null: not known yet
    discovered          boolean not null default false,
    processed_count     integer not null default 0, -- addresses with an outcome
    fetched_count       integer not null default 0, -- requests that count against the page limit
    failed_count        integer not null default 0,
    product_count       integer not null default 0, -- pages that hold one; after the reports: products
    estimated_duration  interval,                   -- of the whole site job, as last estimated
    active_seconds      double precision not null default 0,
    waiting_reason      text,                       -- why nothing comes just now: a 429, a Crawl-delay
    resume_at           timestamptz,
    robots              jsonb,                      -- the answer of /robots.txt, once per attempt
    sitemaps            jsonb,                      -- which sitemaps were read, which are to come
    scope               text not null default 'all', -- what was to be looked at: only equal scopes compare
    base_id             bigint,                     -- the site job that diff.csv compares with
    complete            boolean not null default false, -- the whole scope was seen: fit to be a base
    cancel_at           timestamptz,                -- cancel of this one site was asked for
    failure             text,                       -- a code; details for people in failure_detail
    failure_detail      text,
    started_at          timestamptz,
    heartbeat_at        timestamptz,
    finished_at         timestamptz,
    unique (bulk_job_id, site)
) with (fillfactor = 70);
create index bulk_job_sites_open on bulk_job_sites (bulk_job_id) where status in ('queued', 'running');
create unique index bulk_job_sites_one_per_host on bulk_job_sites (host) where status = 'running';
create index bulk_job_sites_of_site on bulk_job_sites (site, id desc);

-- Samples of progress: the board reads the newest, the estimate of time learns from the old.
create table bulk_job_progress (
    id              bigint generated always as identity primary key,
    bulk_job_id     bigint not null references bulk_jobs (id) on delete cascade,
    site            text not null,
    "timestamp"     timestamptz not null default now(),
    processed_urls  integer not null,
    total_urls      integer not null,
    duration        double precision not null,      -- seconds at work so far
    speed           double precision,               -- addresses a second over the whole site job
    eta             double precision,               -- seconds to come
    status          text not null
);
create index bulk_job_progress_of_run on bulk_job_progress (bulk_job_id, site, id desc);

-- The ledger: every address of a site job, and the one outcome it ended in.
create table addresses (
    site_job_id   bigint not null references bulk_job_sites (id) on delete cascade,
    address_id    bigint not null,                  -- 64 bits of BLAKE2b of the url
    url           text not null,
    position      bigint not null,                  -- the order of fetching; the same in every attempt
    depth         smallint,                         -- clicks from the home page, where links were followed
    origin        text not null check (origin in ('seed', 'sitemap', 'link', 'redirect')),
    sitemap       text,                             -- the sitemap that names it
    lastmod       timestamptz,
    tries         smallint not null default 0,
    retry_at      timestamptz,
    outcome       text,                             -- null: still to come
    detail        text,
    primary key (site_job_id, address_id)
) with (fillfactor = 80);
create index addresses_waiting on addresses (site_job_id, position) where outcome is null;

-- A page: what one address answered and what was read from it.
create table pages (
    site_job_id    bigint not null references bulk_job_sites (id) on delete cascade,
    address_id     bigint not null,
    epoch          integer not null,
    url            text not null,
    status_code    smallint not null,
    content_type   text,
    redirect_url   text,
    fetched_at     timestamptz not null,
    response_ms    integer not null,
    ttfb_ms        integer not null,
    size_bytes     integer not null,
    wire_bytes     integer not null,
    http_version   text,
    etag           text,
    last_modified  text,
    page_type      text,
    product_key    text,
    content_hash   text,
    simhash        bigint,
    canonical_id   bigint,
    seo            jsonb,
    product        jsonb,
    issues         jsonb,
    inner_links    bigint[] not null default '{}',  -- address ids, each occurrence, in the page's order
    nofollow_links integer not null default 0,
    outer_links    text[] not null default '{}',    -- other hosts, each once
    outer_count    integer not null default 0,
    primary key (site_job_id, address_id)
);

-- Files for people and the archive, in the object store.
create table artifacts (
    id           bigint generated always as identity primary key,
    bulk_job_id  bigint not null references bulk_jobs (id) on delete cascade,
    site_job_id  bigint references bulk_job_sites (id) on delete cascade,
    kind         text not null check (kind in ('full', 'seo', 'diff', 'xlsx', 'issues', 'skipped', 'archive')),
    key          text not null,
    size_bytes   bigint not null,
    sha256       text not null,
    row_count    integer,
    facts        jsonb not null default '{}',
    created_at   timestamptz not null default now(),
    unique nulls not distinct (bulk_job_id, site_job_id, kind)
);

-- Deliveries: what must arrive in a chat, whatever is down meanwhile.
create table deliveries (
    id           bigint generated always as identity primary key,
    key          text not null unique,              -- archive:14:1, so that nothing is written twice
    bulk_job_id  bigint references bulk_jobs (id) on delete cascade,
    chat_id      bigint not null,
    thread_id    bigint,
    kind         text not null check (kind in ('archive', 'summary')),
    payload      jsonb not null default '{}',
    attempts     integer not null default 0,
    next_at      timestamptz not null default now(),
    done_at      timestamptz,
    message_id   bigint,
    failure      text,                              -- why it will never arrive: the bot was blocked
    created_at   timestamptz not null default now()
);
create index deliveries_due on deliveries (next_at) where done_at is null;

-- The board: where the pinned message of a run is.
create table boards (
    bulk_job_id  bigint primary key references bulk_jobs (id) on delete cascade,
    chat_id      bigint not null,
    thread_id    bigint,
    message_id   bigint,
    pinned       boolean not null default false,
    page         integer not null default 0,        -- of the per-site view
    frame        text,                              -- a hash of what the message shows now
    percent      integer not null default 0,        -- the most ever shown: it never goes back
    closed_at    timestamptz                        -- it shows the end and is unpinned
);

-- Who did what. A mutating command writes its row in the transaction of its effect; request_key makes
-- a repeated update harmless.
create table audit (
    id           bigint generated always as identity primary key,
    at           timestamptz not null default now(),
    user_id      bigint,
    chat_id      bigint,
    action       text not null,
    subject      text not null default '',
    detail       jsonb not null default '{}',
    request_key  text unique
);

-- Workers tell that they live, for /status; nothing depends on it.
create table workers (
    name        text primary key,
    started_at  timestamptz not null default now(),
    seen_at     timestamptz not null default now(),
    facts       jsonb not null default '{}'
);
