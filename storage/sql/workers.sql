-- seen --
-- a worker lives
insert into workers (name, facts) values ($1, $2)
on conflict (name) do update set seen_at = now(), facts = excluded.facts

-- gone --
-- a worker left in order
delete from workers where name = $1

-- prune --
-- forgets, after a day, processes that vanished without a goodbye
delete from workers where seen_at < now() - interval '1 day'

-- all --
-- for /status
select name, facts, extract(epoch from now() - seen_at)::float8 as silent_seconds,
       extract(epoch from now() - started_at)::float8 as up_seconds
  from workers order by started_at

-- server --
-- for /status and doctor
select current_setting('server_version') as version,
       pg_database_size(current_database()) as size_bytes
