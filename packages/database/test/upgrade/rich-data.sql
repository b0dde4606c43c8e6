-- Values that a careless copy changes. Run after rich-schema.sql, as the owner of the tables.
insert into "Weird Schema"."Owner" (id, "na""me", contact, feeling)
  select md5(n::text)::uuid, format('owner %s', n), case when n % 2 = 0 then format('%s@Example.org', n) else 'x@y' end, 'it''s "fine"' from generate_series(1, 50) n;
update "Weird Schema"."Owner" set self = id;

insert into a_child (owner_id, size, place, tags, body, pairs, during)
  select md5((n % 50 + 1)::text)::uuid, n * 1.25, row(n / 3.0, E'tab\there', array[n, null])::later.point3, array[n::text, null, 'a,b', '{"', ''],
         case n % 3 when 0 then null when 1 then '' else E'line\nbreak\r\n\\N \\. "quoted" ''single''' end, later.hstore('k', n::text),
         tstzrange('2024-01-01'::timestamptz + n * interval '1 day', '2024-01-01 12:00'::timestamptz + n * interval '1 day')
    from generate_series(1, 400) n;

-- No row fulfils it: checking it on the way would fail.
set constraints all immediate;
alter table a_child add constraint not_validated check (n > 1000) not valid;

insert into events (kind, at, owner_id, payload)
  select case n % 4 when 0 then 'click' when 1 then 'tap' when 2 then 'other' else 'ünïcode ☃' end, '2019-12-31 23:59:59.999990+00'::timestamptz + n * interval '1 microsecond',
         null, jsonb_build_object('n', n, 'nested', array[n, null]) from generate_series(1, 40) n where n % 4 <> 2;
insert into later.events_other (kind, at, id, payload) values ('quiet', '2024-02-29', 7, 'null'), ('silent', '2024-02-29', 8, null);
insert into child_of_event select kind, at, id from events limit 10;
insert into columnless default values;
insert into columnless default values;
insert into scratch values (1, 0.1::float8 + 0.2::float8), (2, 'infinity'), (3, 'NaN'), (4, '-0'), (5, 5e-324), (6, null);
refresh materialized view filled;
refresh materialized view a_second;
select setval('"Weird Schema"."Unused"', 99, false);

create table odd (
  id int primary key, json_text json, json_binary jsonb, bytes bytea, at timestamptz, local timestamp, day date, span interval, n numeric, r real,
  words tsvector, address inet, bits bit varying(9), list int[], grid text[][], which regclass, price money, xmldoc xml, clock timetz, body text, "select" char(5)
);
insert into odd values
  (1, '{"big": 123456789012345678901234567890.000, "b": 1,  "a": 1e400, "a": 2}', '{"big": 123456789012345678901234567890.000, "z": "\u2603", "a": 0.10}',
   '\x000102ff5c6e', '2024-06-01 12:34:56.123456+02', '0044-03-15 00:00:00 BC', 'infinity', '-1 year +2 mons -3 days 04:05:06.000007', 'NaN', 1.1,
   to_tsvector('simple', 'it''s a "word":4A'), '::ffff:1.2.3.4/128', B'101', '{1,NULL,3}', '{{a,NULL},{"NULL","\""}}', 'public.a_child', '-1234.56', '<a>&amp;é</a>',
   '12:00:00.000001+05:30', E'\u0001 \u007f \u0085 \u2028 \U0001F469\u200D\U0001F680 \uFFFD é e\u0301', 'ab'),
  (2, '""', '1', '', '-infinity', 'infinity', '5874897-12-31', '178000000 years', 'infinity', '-infinity', '', '10.0.0.0/8', '', '{}', '[2:3][0:0]={{x},{y}}'::text[], 'pg_class', 0, '', '24:00:00-15:59', '', ''),
  (3, null, null, null, '0001-01-01 00:00:00+00 BC', null, null, null, '-0.00000000000000000000000000000000000001', null, null, null, null, null, null, null, null, null, null, '\N', null),
  (4, 'null', 'null', decode(repeat('00ff0a0d5c', 1000), 'hex'), '294276-12-31 23:59:59.999999+00', 'epoch', '4713-01-01 BC', '0', repeat('9', 1000)::numeric, 3.4028235e38, null,
   '192.168.0.1', null, '[-5:-4]={1,2}', null, null, null, null, null, '\.', '     ');
create table large as select n as id, repeat(md5(n::text), 4) as body, n * 0.1::float8 as x from generate_series(1, 50000) n;
create index large_id on large (id);
create table huge as select 1 as id, string_agg(md5(n::text), E'\n') as body from generate_series(1, 200000) n;
create table "Weird Schema"."tab	and ""quote""" as select 1 as "tab	", 2 as r;
