import { createKernel, type Plugin } from '@tributary/core'
import {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type MigrationContribution,
  migrations,
} from '@tributary/database'
import { SecretRegistry } from '@tributary/operations'
import { readConfiguration } from '../../src/configuration.ts'
import { listPlugins } from '../../src/plugins.ts'
import { type RecordedRows, readRows } from './recorded.ts'

/** Makes the database of the version before in an empty one, by the migrations that it had and the rows that it held. */
export async function restoreVersionBefore(options: DatabaseOptions): Promise<void> {
  const recorded = await readRows()
  const database = createDatabase(options)
  await database.open()
  try {
    await database.migrate(upTo(recorded, await migrationsOfToday()))
    for (const table of recorded.tables) await fill(database.pool, table)
  } finally {
    await database.close()
  }
}

/** What the plugins of this server contribute; nothing else of them runs. */
export async function migrationsOfToday(): Promise<readonly MigrationContribution[]> {
  const found: MigrationContribution[] = []
  const configuration = readConfiguration({ DATA_DIR: '/nowhere', LOG_LEVEL: 'silent' })
  const plugins = listPlugins(configuration, {
    worker: false,
    environment: {},
    secrets: new SecretRegistry(),
    embedded: undefined,
    plugins: {},
  })
  const contributionsAlone = plugins.map(
    (plugin): Plugin => ({
      name: plugin.name,
      version: plugin.version,
      // They decide on the order.
      ...(plugin.uses && { uses: plugin.uses }),
      ...(plugin.usesIfPresent && { usesIfPresent: plugin.usesIfPresent }),
      registerServices: (context) => plugin.registerServices?.(context),
    }),
  )
  const reader: Plugin = {
    name: 'reader',
    version: '1.0.0',
    start: (context) => {
      found.push(...context.getContributions(migrations))
    },
  }
  const kernel = createKernel({ plugins: [...contributionsAlone, reader] })
  await kernel.boot()
  await kernel.stop()
  return found
}

function upTo(
  { applied }: RecordedRows,
  all: readonly MigrationContribution[],
): readonly MigrationContribution[] {
  const names = new Set(applied.map(({ plugin, name }) => `${plugin} ${name}`))
  return all.map(({ plugin, value }) => ({
    plugin,
    value: Object.fromEntries(Object.entries(value).filter(([name]) => names.has(`${plugin} ${name}`))),
  }))
}

async function fill(pool: Database['pool'], { name, rows }: RecordedRows['tables'][number]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).map((column) => `"${column}"`)
  await pool.query(
    `insert into "${name}" (${columns.join()}) overriding system value
     select ${columns.join()} from json_populate_recordset(null::"${name}", $1)`,
    [JSON.stringify(rows)],
  )
  const { rows: counters } = await pool.query<{ column: string; sequence: string }>(
    `select a.attname as column, pg_get_serial_sequence($1, a.attname) as sequence
       from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
        and pg_get_serial_sequence($1, a.attname) is not null`,
    [name],
  )
  for (const { column, sequence } of counters)
    await pool.query(`select setval($1, (select max("${column}") from "${name}"))`, [sequence])
}
