-- What an address is known by when a whole site changes how it writes its addresses: the path and the query
-- without scheme and host, the last slash, the case of letters and the order of parameters. Two of one spelling
-- need not be one page; reports take them for one only where one of them went and the other came.
create function address_spelling(url text) returns text
language sql immutable strict parallel safe as $$
    select lower(rtrim(split_part(part.tail, '?', 1), '/'))
           || coalesce('?' || (select string_agg(one, '&' order by one collate "C")
                                 from unnest(string_to_array(nullif(lower(substring(part.tail from '\?(.*)')), ''), '&'))
                                      as one), '')
      from (select regexp_replace(url, '^[a-z]+://[^/]+', '') as tail) part
$$;
