import pg from 'pg'
import { type Databases, withFresh } from '../server/databases.ts'
import { addPeople, fillTables, rowsOf, TABLES, type Volume } from './fill.ts'

const SAMPLE: Volume = { people: 20, itemsEach: 100 }

/** The bytes of an item with its measurements and its share of daily values, with their indexes, from a sample. */
export async function bytesPerItem(databases: Databases): Promise<number> {
  return withFresh(databases, async ({ settings }) => {
    const client = new pg.Client({ connectionString: settings.DATABASE_URL })
    await client.connect()
    try {
      await addPeople(client, SAMPLE.people)
      await fillTables(client, SAMPLE)
      // Empty indexes, of which each partition has five, take some pages that do not grow.
      const first = await sizeOf(client)
      await client.query(`update users set email = 'filled-' || email where email like 'person-%'`)
      await addPeople(client, SAMPLE.people)
      await fillTables(client, SAMPLE)
      return ((await sizeOf(client)) - first) / rowsOf(SAMPLE).items
    } finally {
      await client.end()
    }
  })
}

/** The bytes of the filled tables, with their indexes. */
export async function sizeOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(relid)) as bytes from unnest($1::regclass[]) as t, pg_partition_tree(t) where isleaf`,
    [TABLES],
  )
  return Number(rows[0]?.bytes)
}
