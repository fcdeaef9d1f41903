-- add --
-- a phrase has one meaning
insert into aliases (phrase, meaning, language, taught_by) values ($1, $2, $3, $4)
on conflict (phrase) do nothing
returning id

-- everything --
-- what was taught, the oldest first
select meaning from aliases order by id

-- forget --
-- the phrase means nothing again
delete from aliases where phrase = $1 returning id
