-- hear --
-- the same words again are one phrase, heard once more
insert into phrases (about, text, said, language) values ($1, $2, $3, $4)
on conflict (about, text) do update
   set heard = phrases.heard + 1, last_at = now(), said = excluded.said

-- waiting --
-- what nobody has decided on
select * from phrases where decision is null order by heard desc, last_at desc limit $1

-- get --
-- one that waits
select * from phrases where id = $1 and decision is null

-- decide --
-- the first decision counts
update phrases set decision = $2, decided_by = $3, decided_at = now()
 where id = $1 and decision is null
returning id
