import { arrayLiteral } from '@tributary/database'
import type { MediaRecord } from '@tributary/integration-kit'
import type pg from 'pg'
import { itemIdentity } from '../item-identity.ts'

const COLUMNS = [
  ['external_id', 'text', (record) => record.externalId],
  ['type', 'text', (record) => record.type],
  ['title', 'text', (record) => record.title],
  ['creators', 'jsonb', (record) => JSON.stringify(record.creators)],
  ['occurred_on', 'date', (record) => record.occurredOn],
  ['occurred_at', 'timestamptz', (record) => record.occurredAt],
  ['duration_seconds', 'real', (record) => record.durationSeconds],
  ['url', 'text', (record) => record.url],
  ['raw', 'json', (record) => JSON.stringify(record.raw)],
] as const satisfies readonly (readonly [
  string,
  string,
  (record: MediaRecord) => string | number | undefined,
])[]

const names = ['identity', ...COLUMNS.map(([name]) => name)].join(', ')
const types = ['uuid', ...COLUMNS.map(([, type]) => type)]

const statement = `
  insert into media_items (user_id, platform, sort_at, ${names})
  select $1, 'plays', occurred_at, ${names}
  from unnest(${types.map((type, index) => `$${index + 2}::${type}[]`).join(', ')}) as incoming (${names})
  on conflict on constraint media_items_by_identity do nothing`

/** Writes what the engine writes of a page, in one transaction, and nothing else. Resolves to how many rows were new. */
export async function insertPage(
  client: pg.ClientBase,
  userId: string,
  records: readonly MediaRecord[],
): Promise<number> {
  const identities = arrayLiteral(records.map((record) => itemIdentity(record, userId)))
  const arrays = COLUMNS.map(([, , read]) => arrayLiteral(records.map((record) => read(record) ?? null)))
  await client.query('begin')
  const { rowCount } = await client.query(statement, [userId, identities, ...arrays])
  await client.query('commit')
  return rowCount ?? 0
}
