-- A protection that answers with an error is a protection all the same: address_facts knows it by its reason. And a
-- nofollow that is not for us holds no click back, as it does not hold back the crawl.
create or replace view address_facts as
select a.site_job_id, a.address_id, a.url, a.outcome, a.detail, a.origin, a.sitemap, a.lastmod,
       a.depth, a.tries, s.state,
       case when s.answered then p.status_code end as status_code,
       case when s.state in ('redirect', 'page') then p.redirect_url end as redirect_url,
       case when s.state in ('page', 'file') then coalesce(f.noindex, false) end as noindex,
       case when s.state = 'page'
            then f.robots_by_agent is not null
                 and concat_ws(',', f.robots_by_agent ->> 'robots', f.robots_by_agent ->> 'progonbot') ~ '\m(nofollow|none)\M'
       end as nofollow,
       case when s.state in ('page', 'file') then nullif(c.canonical, a.url) end as canonical_elsewhere,
       s.state = 'page' and p.redirect_url is null and not coalesce(f.noindex, false)
           and coalesce(c.canonical = a.url, true) as indexable,
       f.titles ->> 0 as title, f.descriptions ->> 0 as description, f.h1 ->> 0 as h1, f.h2 ->> 0 as h2,
       p.content_hash, p.simhash, f.hreflang,
       coalesce(f.rel_next, f.http_rel_next) as rel_next, coalesce(f.rel_prev, f.http_rel_prev) as rel_prev
  from addresses a
  left join pages p on p.site_job_id = a.site_job_id and p.address_id = a.address_id
  left join lateral jsonb_to_record(p.seo) as f (
           canonical_url text, canonical_header text, noindex boolean, robots_by_agent jsonb, bot_wall boolean,
           titles jsonb, descriptions jsonb, h1 jsonb, h2 jsonb, hreflang jsonb,
           rel_next text, rel_prev text, http_rel_next text, http_rel_prev text) on true
 cross join lateral (select coalesce(f.canonical_url, f.canonical_header) as canonical) c
 cross join lateral (
           select case
                      when a.outcome in ('fetched', 'not_modified') and p.seo is not null
                              and p.page_type is not null
                          then case when f.bot_wall then 'bot_wall' else 'page' end
                      when a.outcome in ('fetched', 'not_modified', 'wrong_type', 'too_large') then 'file'
                      when a.outcome = 'redirect' then 'redirect'
                      when a.outcome = 'not_found' then 'client_error'
                      when a.outcome = 'failed' and a.detail like '%: bot protection suspected' then 'bot_wall'
                      when a.outcome = 'failed' and a.detail like 'bad\_redirect%' then 'redirect'
                      when a.outcome = 'failed' and a.detail like 'http\_5%' then 'server_error'
                      when a.outcome = 'failed' and a.detail like 'http\_4%' then 'client_error'
                      when a.outcome = 'failed' and a.detail like 'http\_%' then 'other'
                      when a.outcome = 'failed' and a.tries > 0 then 'no_response'
                      when a.outcome = 'robots' then 'blocked'
                      when a.outcome = 'duplicate' then 'duplicate'
                      when a.outcome = 'out_of_scope' then 'outside'
                      else 'unasked'
                  end as state) named
 cross join lateral (
           select named.state,
                  named.state in ('page', 'bot_wall', 'file', 'redirect', 'client_error', 'server_error',
                                  'other') as answered) s;
