-- add --
-- a repeated update adds nothing
insert into schedules (chat_id, thread_id, user_id, language, said, command, cron, zone, next_at, request_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (request_key) do nothing
returning id

-- of_chat --
-- what is to come in a chat
select * from schedules where chat_id = $1 and ended_at is null order by next_at

-- get --
-- one of them
select * from schedules where id = $1

-- due --
-- what is due now, held until the transaction ends
select * from schedules where ended_at is null and next_at <= now()
 order by next_at for update skip locked limit 1

-- advance --
-- it has run: the next time, or the end
update schedules
   set next_at = coalesce($2, next_at), last_run_id = coalesce($3, last_run_id),
       ended_at = case when $2::timestamptz is null then now() end,
       ended_why = case when $2::timestamptz is null then $4 end
 where id = $1

-- end --
-- somebody takes it back
update schedules set ended_at = now(), ended_why = $2 where id = $1 and ended_at is null
returning id

-- move_chat --
-- the group became a supergroup
update schedules set chat_id = $2 where chat_id = $1 and ended_at is null

-- leave_topic --
-- somebody deleted the topic
update schedules set thread_id = null where chat_id = $1 and thread_id = $2 and ended_at is null
