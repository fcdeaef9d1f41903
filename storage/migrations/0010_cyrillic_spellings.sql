-- The spelling of 0006, where Cyrillic letters have no case either. Addresses hold them as escaped UTF-8, which
-- lower() leaves as it is: the capitals are U+0400 to U+042F, and their small letters stand 80 or 32 behind.
create or replace function address_spelling(url text) returns text
language sql immutable strict parallel safe as $$
    select rtrim(split_part(part.tail, '?', 1), '/')
           || coalesce('?' || (select string_agg(one, '&' order by one collate "C")
                                 from unnest(string_to_array(nullif(substring(part.tail from '\?(.*)'), ''), '&'))
                                      as one), '')
      from (select regexp_replace(regexp_replace(regexp_replace(
                       lower(regexp_replace(url, '^[a-z]+://[^/]+', '')),
                       '%d0%8([0-9a-f])', '%d1%9\1', 'g'),
                       '%d0%9([0-9a-f])', '%d0%b\1', 'g'),
                       '%d0%a([0-9a-f])', '%d1%8\1', 'g') as tail) part
$$;
