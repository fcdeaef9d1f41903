-- What a page refers to may not have answered in a run: then nobody can say that the reference is mended.
alter table report_poor_links
    add column in_vain boolean not null default false;  -- a link that was poor in the base, its target now asked in vain
alter table report_hreflang
    add column in_vain boolean not null default false;  -- a named page was asked in vain
alter table report_pagination
    add column in_vain boolean not null default false;  -- a neighbour was asked in vain
-- a text that one page has now, and another had in the base that was asked in vain now, may still be shared
alter table report_repeats
    add column in_vain boolean not null default false;
