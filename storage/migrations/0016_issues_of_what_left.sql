-- Where issues are kept of an address that seems to have left the site: the address, so that the next report can
-- confirm it. The ledger no longer names it.
alter table page_issues add column url text;
