import { createDatabase } from '@tributary/database'
import type { MediaRecord } from '@tributary/integration-kit'
import type pg from 'pg'
import { alternate } from './alternate.ts'
import { median, medianRatio } from './median.ts'
import { ITEM_KEYS, type ItemKey, insertPage } from './provider/insert-page.ts'
import { toMediaRecord } from './provider/integrations.ts'
import { pageText } from './provider/page-text.ts'
import { PAGE_ROWS, type Plays } from './provider/play.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printLine, printRatio, printRounds, whole } from './report.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 9

/**
 * The cost and benefit of decision 14: the same pages into `media_items` with its unique hash, and with a unique constraint on the three
 * hashed texts.
 */
export async function benchIdentity(options: BenchOptions): Promise<void> {
  const count = options.rounds ?? ROUNDS
  printHeading(`identity: ${whole(options.rows)} records in pages of ${PAGE_ROWS}, ${count} rounds`)
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory)
    try {
      const measured = await alternate(ITEM_KEYS, count, (key) =>
        withFresh(databases, ({ settings }) => measure(settings.DATABASE_URL, key, options.rows)),
      )
      const perSecond = (key: ItemKey) => measured[key].map((each) => each.perSecond)
      for (const key of ITEM_KEYS) {
        printRounds(`unique by ${key}`, { values: perSecond(key), unit: 'records/s' })
        printLine('', `index of ${whole(median(measured[key].map((each) => each.indexMegabytes)))} MB`)
      }
      printRatio(medianRatio(perSecond('hash'), perSecond('texts')))
    } finally {
      await databases.stop()
    }
  })
}

interface Measured {
  readonly perSecond: number
  readonly indexMegabytes: number
}

async function measure(databaseUrl: string | undefined, key: ItemKey, rows: number): Promise<Measured> {
  const database = createDatabase({ dataDir: '.', databaseUrl, statementTimeout: 0 })
  await database.open()
  const client = await database.pool.connect()
  try {
    if (key === 'texts') await useTexts(client)
    const { rows: users } = await client.query<{ id: string }>('select id from users')
    const userId = users[0]?.id ?? ''
    const began = performance.now()
    for (let at = 0; at < rows; at += PAGE_ROWS) await insertPage(client, userId, recordsAt(at, rows), key)
    const seconds = (performance.now() - began) / 1000
    const { rows: sizes } = await client.query<{ bytes: number }>(
      `select pg_relation_size('media_items_by_identity') as bytes`,
    )
    return { perSecond: rows / seconds, indexMegabytes: (sizes[0]?.bytes ?? 0) / 1e6 }
  } finally {
    client.release()
    await database.close()
  }
}

async function useTexts(client: pg.ClientBase): Promise<void> {
  await client.query(`
    alter table media_items drop constraint media_items_by_identity, drop column identity;
    alter table media_items add constraint media_items_by_identity unique (user_id, platform, external_id)`)
}

function recordsAt(at: number, rows: number): readonly MediaRecord[] {
  const { items } = JSON.parse(
    pageText({ from: at, to: Math.min(at + PAGE_ROWS, rows), total: rows }),
  ) as Plays
  return items.map(toMediaRecord)
}
