-- upsert --
-- someone spoke: remember the name, and the language when it was told
insert into people (id, name, username, language)
values ($1, $2, $3, $4)
on conflict (id) do update
   set name = excluded.name, username = excluded.username,
       language = coalesce(excluded.language, people.language), last_seen = now()
returning id, name, username, language

-- get --
-- one person
select id, name, username, language from people where id = $1
