-- record --
-- who did what; a request that is already on record returns nothing, and must not act again
insert into audit (user_id, chat_id, action, subject, detail, request_key)
values ($1, $2, $3, $4, $5, $6)
on conflict (request_key) do nothing
returning id
