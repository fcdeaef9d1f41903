-- found_by_links --
-- a stretch of what the base found by links, references and redirects, in the order of its ledger
select address_id, url, position, depth, origin, outcome, detail
  from addresses
 where site_job_id = $1 and origin = any('{link,reference,redirect}')
   and (position, address_id) > ($2::bigint, $3::bigint)
   and coalesce(outcome, '') <> all('{limit,dry_run,cancelled}')
 order by position, address_id limit $4
