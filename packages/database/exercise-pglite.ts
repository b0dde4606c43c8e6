import type { PGlite } from '@electric-sql/pglite'

const PAGES = 40
const PAGE = 500

/**
 * What a server asks of PostgreSQL, in small: tables as migrations make them, pages of records that are written, written again
 * and changed, a queue, lists, counts and searches.
 */
export async function exercisePglite(db: PGlite): Promise<void> {
  await db.exec(SCHEMA)
  for (let page = 0; page < PAGES; page++) await writePage(db, page)
  // These are there already, and half of them say something else.
  for (let page = 0; page < PAGES / 4; page++) await writePage(db, page, 'again')
  for (let round = 0; round < 30; round++) {
    await work(db, round)
    await read(db, round)
  }
  for (const statement of ['analyze', "delete from plays where title like '%7'", 'vacuum'])
    await db.exec(statement)
}

const SCHEMA = `
  create table people (id text primary key, email text not null unique, created_at timestamptz not null default now());
  insert into people (id, email) select 'u' || n, 'u' || n || '@example.org' from generate_series(1, 20) n;
  create table plays (
    id bigint generated always as identity primary key,
    user_id text not null,
    platform text not null,
    external_id text not null,
    identity uuid not null,
    title text not null,
    series text,
    episode integer,
    creators jsonb,
    occurred_on date not null,
    occurred_at timestamptz,
    sort_at timestamptz not null,
    seconds real,
    raw json not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint plays_by_identity unique (identity)
  );
  create index plays_by_time on plays (user_id, sort_at desc);
  create table jobs (
    id uuid default gen_random_uuid(),
    user_id text not null references people on delete cascade,
    queue text not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'done')),
    data jsonb not null default '{}',
    counts integer not null default 0,
    run_after timestamptz not null default now(),
    started_at timestamptz,
    primary key (queue, id)
  ) partition by list (queue);
  create table jobs_import partition of jobs for values in ('import');
  create table jobs_sync partition of jobs for values in ('sync');
  create index jobs_due on jobs (queue, run_after) where state = 'queued';
  create table metrics (
    user_id text, date date, metric text, source text, value double precision, primary key (user_id, date, metric, source)
  );
  create function enqueue(person text, name text) returns uuid language plpgsql as $$
    declare made uuid;
    begin
      insert into jobs (user_id, queue, data) values (person, name, jsonb_build_object('by', person)) returning id into made;
      perform pg_notify('jobs', made::text);
      return made;
    exception when unique_violation then
      return null;
    end
  $$;
  alter table plays add column note text, alter column raw set statistics 0;
`

async function writePage(db: PGlite, page: number, note?: string): Promise<void> {
  const rows = Array.from({ length: PAGE }, (_, index) => {
    const n = page * PAGE + (note === undefined ? index : index * 2)
    const day = new Date(Date.UTC(2015, 0, 1) + n * 17 * 60_000).toISOString()
    return { n, day, title: `Häuser: Season ${n % 9}: "Episode ${n}"` }
  })
  const changed = (n: number) => (note !== undefined && n % 4 === 0 ? 'changed' : 'as it was')
  await db.transaction(async (trx) => {
    await trx.query(
      `with written as (
        insert into plays (user_id, platform, identity, sort_at, external_id, title, series, episode, occurred_on, occurred_at, seconds, creators, raw)
        select $1, $2, identity, coalesce(sent_at, occurred_on::timestamp at time zone 'UTC'),
          external_id, title, series, episode, occurred_on, sent_at, seconds, nullif(creators, 'null'), raw
        from rows from (
          unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::date[], $9::timestamptz[], $10::real[]),
          jsonb_array_elements($11::jsonb), json_array_elements($12::json)
        ) as incoming (identity, external_id, title, series, episode, occurred_on, sent_at, seconds, creators, raw)
        on conflict on constraint plays_by_identity do update set
          title = excluded.title, series = excluded.series, raw = excluded.raw, updated_at = now()
        where (plays.title, plays.series, plays.episode, plays.occurred_on, plays.occurred_at)
          is distinct from (excluded.title, excluded.series, excluded.episode, excluded.occurred_on, excluded.occurred_at)
          or case when plays.raw::text = excluded.raw::text then false
            when plays.raw::text || excluded.raw::text ~ '\\\\u(0000|[dD][89a-fA-F])' then true
            else plays.raw::jsonb <> excluded.raw::jsonb end
        returning xmax = 0 as is_new
      )
      select count(*) filter (where is_new)::integer as inserted, count(*) filter (where not is_new)::integer as updated from written`,
      [
        `u${(page % 3) + 1}`,
        'cinema',
        ...columns(rows, [
          ({ n }) =>
            `${(n * 2_654_435_761).toString(16).padStart(16, '0')}${n.toString(16).padStart(16, '0')}`,
          ({ n }) => `item-${n}`,
          ({ title }) => title,
          ({ n }) => (n % 3 === 0 ? null : 'Häuser'),
          ({ n }) => (n % 3 === 0 ? null : n % 24),
          ({ day }) => day.slice(0, 10),
          ({ n, day }) => (n % 5 === 0 ? null : day),
          ({ n }) => (n % 7) * 61.5,
        ]),
        JSON.stringify(rows.map(({ n }) => (n % 2 === 0 ? null : [{ name: 'Someone', role: 'artist' }]))),
        JSON.stringify(rows.map(({ n, day, title }) => ({ Title: title, Date: day, note: changed(n) }))),
      ],
    )
    await trx.query(
      `insert into metrics select $1, d, m, 'band', v from unnest($2::date[], $3::text[], $4::double precision[]) as incoming (d, m, v)
        on conflict (user_id, date, metric, source) do update set value = excluded.value where metrics.value is distinct from excluded.value`,
      [
        'u1',
        ...columns(rows.slice(0, 60), [
          ({ day }) => day.slice(0, 10),
          ({ n }) => `metric-${n}`,
          ({ n }) => n / 3 + page,
        ]),
      ],
    )
  })
}

type Row = { readonly n: number; readonly day: string; readonly title: string }

/** One array a column. */
function columns(rows: readonly Row[], reads: readonly ((row: Row) => string | number | null)[]): unknown[] {
  return reads.map((read) => rows.map(read))
}

/** As a queue does. */
async function work(db: PGlite, round: number): Promise<void> {
  await db.query('select enqueue($1, $2)', [`u${(round % 20) + 1}`, round % 2 === 0 ? 'import' : 'sync'])
  const { rows } = await db.query<{ id: string }>(
    `with due as (
      select id from jobs where queue = $1 and state = 'queued' and run_after <= now() order by run_after, id limit 5 for update skip locked
    )
    update jobs set state = 'running', started_at = now(), data = data || $2::jsonb from due where jobs.queue = $1 and jobs.id = due.id
    returning jobs.*, extract(epoch from started_at) as since`,
    [round % 2 === 0 ? 'import' : 'sync', { round }],
  )
  for (const { id } of rows) {
    await db.query('update jobs set state = $2, counts = counts + 1 where id = $1', [id, 'done'])
  }
}

async function read(db: PGlite, round: number): Promise<void> {
  const user = `u${(round % 3) + 1}`
  const { rows } = await db.query<{ id: string; at: string }>(
    `select id, platform, external_id, title, series, episode, creators, occurred_on, occurred_at, sort_at, sort_at::text as at, seconds, created_at
      from plays where user_id = $1 and platform = $2 and occurred_on between $3 and $4 and title ilike $5 order by sort_at desc, id desc limit 51`,
    [user, 'cinema', '2015-01-01', '2016-01-01', '%häuser%'],
  )
  const last = rows.at(-1)
  await db.query(
    `select * from plays where user_id = $1 and (sort_at, id) < ($2::timestamptz, $3::bigint) order by sort_at desc, id desc limit 51`,
    [user, last?.at ?? null, last?.id ?? null],
  )
  await db.query(
    `select platform, to_char(occurred_on, 'YYYY-MM') as month, count(*) from plays where user_id = $1 group by 1, 2 order by 1, 2`,
    [user],
  )
  await db.query(
    `select p.email, count(j.id), max(j.started_at), jsonb_agg(j.data) from people p left join jobs j on j.user_id = p.id
      where p.id = any($1::text[]) group by p.email having count(*) >= 0 order by p.email`,
    [[user, 'u5']],
  )
  await db.query(
    `select date, metric, avg(value) over (partition by metric order by date) from metrics where user_id = $1 and date >= $2 limit 100`,
    ['u1', '2015-01-01'],
  )
  await db.query(
    `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind = 'r' and exists (select from information_schema.tables t where t.table_name = c.relname) and a.attnum > 0 limit 50`,
  )
}
