-- Of what a run has no answer, the run after it is told by the look of an earlier one: a stand-in.
create table stand_ins (
    site_job_id  bigint not null references bulk_job_sites (id) on delete cascade,
    address_id   bigint not null,
    seen_by      bigint not null references bulk_job_sites (id) on delete cascade, -- the last that had an answer
    misses       smallint not null,                 -- runs in a row whose ledgers had no line of it, and said nothing
    missing_since bigint,                           -- the site job that was the first of them
    primary key (site_job_id, address_id)
);
-- for the one statement that needs it: a site job that is deleted
create index stand_ins_seen_by on stand_ins (seen_by);

-- Where base_job is another than the base, the base_ columns hold what that one saw.
alter table report_addresses
    add column missed_as text,                      -- what the base itself has there; absent, too_large or a state
    add column misses    smallint,
    add column missing_since bigint,
    add column hidden    boolean not null default false;  -- only what the base could not read leads to it

-- Whether the answer, if there was one, tells nothing of what is at an address: links and products may be there.
create function is_out_of_sight(state text, outcome text, status_code integer) returns boolean
language sql immutable parallel safe as $$
    select coalesce(state = any('{bot_wall,server_error,other,no_response,blocked,unasked,too_large}')
                    or outcome = 'too_large' or state = 'client_error' and status_code <> all('{404,410}'), false)
$$;
