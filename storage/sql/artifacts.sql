-- put --
-- a file that is made again replaces itself
insert into artifacts (bulk_job_id, site_job_id, kind, key, size_bytes, sha256, row_count, facts)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (bulk_job_id, site_job_id, kind) do update set
    key = excluded.key, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
    row_count = excluded.row_count, facts = excluded.facts, created_at = now()

-- of_run --
-- all files of a run with the site each belongs to, in the plan's order
select a.kind, a.key, a.size_bytes, a.sha256, a.row_count, a.facts, s.site
  from artifacts a left join bulk_job_sites s on s.id = a.site_job_id
 where a.bulk_job_id = $1
 order by a.site_job_id nulls last, a.kind

-- drop_of_sites --
-- a retry makes these anew
delete from artifacts where bulk_job_id = $1 and (site_job_id = any($2) or kind = 'archive')
