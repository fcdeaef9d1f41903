-- Whose look at an address the base_ columns hold: the base's, or that of a run before it where the base asked
-- for the address in vain.
alter table report_addresses add column base_job bigint;
