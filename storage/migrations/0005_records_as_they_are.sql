-- The records of a page are kept beside the row as they are: packing them took a fifth of PostgreSQL's
-- time for a page, and each report unpacked them again. A page takes half as much disk more.
-- Ids of addresses are hashes, which do not pack at all.
alter table pages
    alter column seo set storage external,
    alter column product set storage external,
    alter column issues set storage external,
    alter column inner_links set storage external;
