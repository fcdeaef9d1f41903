-- get --
-- what is still fresh
select number, context from conversations
 where chat_id = $1 and user_id = $2 and updated_at > now() - $3::interval

-- put --
-- each change gets a new number: buttons of older questions are out of date
insert into conversations (chat_id, user_id, context) values ($1, $2, $3)
on conflict (chat_id, user_id) do update
   set context = excluded.context, updated_at = now(), number = excluded.number
returning number

-- take --
-- the question a button belongs to gets another number: whoever presses the button again finds none
update conversations set number = default
 where chat_id = $1 and user_id = $2 and number = $3 and updated_at > now() - $4::interval
returning number
