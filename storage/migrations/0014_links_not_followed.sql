-- Which links to the same site are not to be followed; how many there were of all, nobody read.
alter table pages drop column nofollow_links;
alter table pages add column nofollow_links bigint[] not null default '{}';

-- links from other pages, and those of them that are not to be followed, with a page that has one
alter table report_inlinks
    add column from_others  bigint not null default 0,
    add column held         bigint not null default 0,
    add column held_on      text;
