-- open --
-- one board for each run, written with the run
insert into boards (bulk_job_id, chat_id, thread_id) values ($1, $2, $3)
on conflict (bulk_job_id) do nothing

-- to_show --
-- boards that may have to change
select b.bulk_job_id as run_id, b.chat_id, b.thread_id, b.message_id, b.pinned, b.page, b.frame, b.percent
  from boards b where b.closed_at is null order by b.bulk_job_id

-- get --
-- the board of one run
select b.bulk_job_id as run_id, b.chat_id, b.thread_id, b.message_id, b.pinned, b.page, b.frame, b.percent
  from boards b where b.bulk_job_id = $1

-- shown --
-- what the message shows now
update boards set message_id = $2, frame = $3, percent = greatest(percent, $4) where bulk_job_id = $1

-- pinned --
-- it needs no pinning any more
update boards set pinned = true where bulk_job_id = $1

-- turn --
-- another page of the per-site view
update boards set page = $2, frame = null where bulk_job_id = $1

-- redrawn --
-- the message shows another frame, unless a retry has replaced the message meanwhile
update boards set frame = $3, percent = greatest(percent, $4) where bulk_job_id = $1 and message_id = $2

-- close --
-- the message shows the end; nothing happens if a retry has replaced it meanwhile
update boards set closed_at = now(), pinned = false where bulk_job_id = $1 and message_id is not distinct from $2

-- reopen --
-- a retry goes on in a new message, below what was said meanwhile
update boards set closed_at = null, message_id = null, pinned = false, page = 0, frame = null, percent = 0
 where bulk_job_id = $1

-- lose --
-- somebody deleted the message: the next frame makes a new one
update boards set message_id = null, pinned = false, frame = null where bulk_job_id = $1

-- move_chat --
-- the group became a supergroup: its messages stayed behind
update boards set chat_id = $2, message_id = null, pinned = false, frame = null where chat_id = $1

-- move_runs --
-- and its runs belong to the new chat
update bulk_jobs set chat_id = $2 where chat_id = $1

-- leave_topic --
-- somebody deleted the topic: its runs go on in the chat itself
with runs as (
    update bulk_jobs set thread_id = null where chat_id = $1 and thread_id = $2
)
update boards set thread_id = null, message_id = null, pinned = false, frame = null
 where chat_id = $1 and thread_id = $2
