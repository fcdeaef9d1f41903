-- What the reading of a page depended on: the same page with the same key need not be read again.
alter table pages add column reading_key bytea;
