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

/** The key of an item: the hash in `media_items`, or the hashed texts. */
export const ITEM_KEYS = ['hash', 'texts'] as const
export type ItemKey = (typeof ITEM_KEYS)[number]

const statements = { hash: statementOf(['identity', 'uuid']), texts: statementOf() } as const

function statementOf(...before: readonly (readonly [string, string])[]): string {
  const columns = [...before, ...COLUMNS]
  const names = columns.map(([name]) => name).join(', ')
  return `
  insert into media_items (user_id, platform, sort_at, ${names})
  select $1, 'plays', occurred_at, ${names}
  from unnest(${columns.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ')}) as incoming (${names})
  on conflict on constraint media_items_by_identity do nothing`
}

/** Writes only the rows that the engine writes for a page, in one transaction. Resolves to the number of new rows. */
export async function insertPage(
  client: pg.ClientBase,
  userId: string,
  records: readonly MediaRecord[],
  key: ItemKey = 'hash',
): Promise<number> {
  const identities =
    key === 'hash' ? [arrayLiteral(records.map((record) => itemIdentity(record, userId)))] : []
  const arrays = COLUMNS.map(([, , read]) => arrayLiteral(records.map((record) => read(record) ?? null)))
  await client.query('begin')
  const { rowCount } = await client.query(statements[key], [userId, ...identities, ...arrays])
  await client.query('commit')
  return rowCount ?? 0
}
