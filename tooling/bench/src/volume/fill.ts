import { createToken, hashToken } from '@tributary/core'
import type pg from 'pg'

/** How much is in a database. */
export interface Volume {
  readonly people: number
  readonly itemsEach: number
}

/** Measurements beside each item, and days with a value: ten years of 10,000 items have 3,650. */
const MEASUREMENTS_PER_ITEM = 5
const DAYS_PER_ITEM = 0.365
const SECONDS = 10 * 365 * 86_400
/** Instants begin then; everything is spread over ten years. */
export const FIRST_DAY = '2016-12-01'
export const LAST_DAY = '2026-11-28'
/** Rows of a statement. */
const AT_ONCE = 50_000

export function rowsOf({ people, itemsEach }: Volume) {
  const items = people * itemsEach
  return { items, measurements: items * MEASUREMENTS_PER_ITEM, days: people * daysOf(itemsEach) }
}

function daysOf(itemsEach: number): number {
  return Math.max(1, Math.round(itemsEach * DAYS_PER_ITEM))
}

/** Creates people with an API key each. Returns the keys. */
export async function addPeople(client: pg.ClientBase, count: number): Promise<readonly string[]> {
  const keys = Array.from({ length: count }, () => `trb_${createToken()}`)
  await client.query(
    `with person as (
       insert into users (id, email, name) select gen_random_uuid(), 'person-' || n || '@example.org', 'Person ' || n
       from generate_series(1, $1) as n returning id, name
     )
     insert into api_keys (id, user_id, name, hint, key_hash, scopes)
     select gen_random_uuid(), id, 'bench', '', ($2::text[])[split_part(name, ' ', 2)::integer], '{*}' from person`,
    [count, keys.map((key) => hashToken(key))],
  )
  return keys
}

/**
 * Fills the tables as ten years of syncs do: in the order of time, the rows of all people mixed. By statements rather than over HTTP, which would
 * take hours. Measurements have 150 bytes at most.
 */
export async function fillTables(client: pg.ClientBase, volume: Volume): Promise<void> {
  const { people, itemsEach } = volume
  const perStatement = Math.max(1, Math.floor(AT_ONCE / people))
  const each = async (count: number, statement: string) => {
    for (let from = 1; from <= count; from += perStatement)
      await client.query(statement, [from, Math.min(count, from + perStatement - 1), count])
  }
  await createYears(client)
  await each(itemsEach, ITEMS)
  await each(itemsEach * MEASUREMENTS_PER_ITEM, MEASUREMENTS)
  await each(daysOf(itemsEach), DAYS)
  for (const table of TABLES) await client.query(`vacuum analyze ${table}`)
}

export const TABLES = ['media_items', 'measurements', 'daily_metric_values'] as const

/** The partitions of measurements that the server has not created: it does so for the page that needs them. */
async function createYears(client: pg.ClientBase): Promise<void> {
  for (let year = Number(FIRST_DAY.slice(0, 4)); year <= Number(LAST_DAY.slice(0, 4)); year += 1)
    await client.query(
      `create table if not exists measurements_${year} partition of measurements
       for values from ('${year}-01-01 00:00:00+00') to ('${year + 1}-01-01 00:00:00+00')`,
    )
}

const PEOPLE = `(select id as user_id, split_part(name, ' ', 2)::integer as person from users where email like 'person-%') as people`
/** The instant of the nth of `$3` rows of a person. */
const AT = `timestamptz '${FIRST_DAY} 00:00:00+00' + make_interval(secs => (n::double precision / $3 * ${SECONDS} + person)::bigint)`

const ITEMS = `
  insert into media_items (user_id, platform, external_id, identity, type, title, creators, occurred_on, occurred_at, sort_at,
    duration_seconds, raw)
  select user_id, 'spotify', 'play-' || n, substr(encode(sha256(convert_to('spotify/' || user_id || '/play-' || n, 'UTF8')), 'hex'), 1, 32)::uuid,
    case n % 10 when 0 then 'movie' else 'track' end, initcap(left(md5((n % 997)::text), 7) || ' ' || left(md5((n % 89)::text), 5)),
    jsonb_build_array('Artist ' || n % 211), at::date, at, at, 200, json_build_object('id', n, 'track', n % 997)
  from (select n, user_id, ${AT} as at from generate_series($1::integer, $2::integer) as n cross join ${PEOPLE}) as plays`

const MEASUREMENTS = `
  insert into measurements (user_id, source, external_id, metric, measured_at, value, unit)
  select user_id, 'fitbit', 'heart-rate|' || extract(epoch from at)::bigint, 'fitbit.heartRate', at, 60 + n % 40, 'bpm'
  from (select n, user_id, ${AT} as at from generate_series($1::integer, $2::integer) as n cross join ${PEOPLE}) as beats`

const DAYS = `
  insert into daily_metric_values (user_id, date, metric, source, number_value, unit)
  select user_id, date '${FIRST_DAY}' + (n::double precision / $3 * 3640)::integer, 'fitbit.steps', 'fitbit', 5000 + n % 5000, 'steps'
  from generate_series($1::integer, $2::integer) as n cross join ${PEOPLE}
  on conflict do nothing`
