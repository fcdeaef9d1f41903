-- upsert --
-- someone spoke: remember the name, and the language when it was told
insert into people (id, name, username, language)
values ($1, $2, $3, $4)
on conflict (id) do update
   set name = excluded.name, username = excluded.username,
       language = coalesce(excluded.language, people.language), last_seen = now()
returning id, name, username, language

-- speaks --
-- the language they write in
update people set language = $2 where id = $1
