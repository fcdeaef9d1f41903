-- add --
-- in the transaction of the finish; the key makes it once
insert into deliveries (key, bulk_job_id, chat_id, thread_id, kind, payload)
values ($1, $2, $3, $4, $5, $6)
on conflict (key) do nothing

-- claim --
-- what is due, leased for a while so that two senders never hold the same row
update deliveries set next_at = now() + $1::interval, attempts = attempts + 1
 where id = (select id from deliveries where done_at is null and next_at <= now()
              order by next_at for update skip locked limit 1)
returning id, key, bulk_job_id as run_id, chat_id, thread_id, kind, payload, attempts

-- done --
-- it arrived
update deliveries set done_at = now(), message_id = $2, failure = null where id = $1

-- postpone --
-- later, and say why
update deliveries set next_at = now() + $2::interval, failure = $3 where id = $1 and done_at is null

-- give_up --
-- it can never arrive: the bot was blocked, the chat is gone
update deliveries set done_at = now(), failure = $2 where id = $1 and done_at is null

-- move_chat --
-- the group became a supergroup
update deliveries set chat_id = $2 where chat_id = $1 and done_at is null

-- pending_of_run --
-- whether something of a run has still to arrive
select count(*) from deliveries where bulk_job_id = $1 and done_at is null

-- oldest --
-- for /status
select count(*) as waiting, extract(epoch from now() - min(created_at))::float8 as oldest_seconds
  from deliveries where done_at is null

-- leave_topic --
-- somebody deleted the topic
update deliveries set thread_id = null where chat_id = $1 and thread_id = $2 and done_at is null
