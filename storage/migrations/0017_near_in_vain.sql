-- Pages whose near duplicate in the base gave no usable answer this time: nobody can say that they are none any more.
create table report_near_in_vain (
    address_id  bigint primary key
);
