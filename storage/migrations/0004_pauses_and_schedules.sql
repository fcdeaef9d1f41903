-- A run can be paused: its sites are handed back, and nothing of it starts until it goes on.
-- One that was started by mistake is taken back: it ends without reports and nothing is delivered.
alter table bulk_jobs
    add column paused_at  timestamptz,
    add column paused_by  bigint,
    add column taken_back boolean not null default false;

-- Runs to come: once at a moment, or again and again by cron.
create table schedules (
    id           bigint generated always as identity primary key,
    chat_id      bigint not null,
    thread_id    bigint,
    user_id      bigint not null,
    language     text not null,
    said         text not null,                     -- the person's words
    command      jsonb not null,                    -- the run, as it will be planned
    cron         text,                              -- five fields in the zone; null: once
    zone         text not null,
    next_at      timestamptz not null,
    last_run_id  bigint references bulk_jobs (id) on delete set null,
    request_key  text not null unique,
    created_at   timestamptz not null default now(),
    ended_at     timestamptz,
    ended_why    text                               -- done, or a person, or what was wrong
);
create index schedules_due on schedules (next_at) where ended_at is null;
