import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Check } from '../check.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import { type DebianPostgres, startDebianPostgres } from '../postgres/debian-postgres.ts'
import { RunningServer } from '../server/running-server.ts'

const FILE = fileURLToPath(
  new URL(
    '../../../../packages/integrations/netflix/test/fixtures/synthetic_ViewingActivity_odd_fields.csv',
    import.meta.url,
  ),
)

/** Collations that differ in case folding and order, on the oldest PostgreSQL of this machine. */
const USABLE = [
  { name: 'c', definition: `encoding 'UTF8' locale 'C'` },
  { name: 'libc', definition: `encoding 'UTF8' locale 'C.UTF-8'` },
  { name: 'icu', definition: `encoding 'UTF8' locale_provider icu icu_locale 'tr-TR' locale 'C.UTF-8'` },
]

const REFUSED = [
  { name: 'latin1', definition: `encoding 'LATIN1' locale 'C'`, reason: 'has the encoding LATIN1' },
  { name: 'ascii', definition: `encoding 'SQL_ASCII' locale 'C'`, reason: 'has the encoding SQL_ASCII' },
]

/**
 * A server on Debian's PostgreSQL: on databases of several collations it boots, imports and finds the same; an unusable one is
 * refused with the reason, which is the control.
 */
export const databases: Check = {
  name: 'databases',
  needs: [{ name: 'pg_createcluster', debian: 'postgresql' }],
  run: () => inDiskDirectory(checkDatabases),
}

async function checkDatabases(directory: string): Promise<string> {
  const postgres = await startDebianPostgres(directory)
  const found = new Set<string>()
  for (const { name, definition } of USABLE) {
    await postgres.run(`create database ${name} ${definition} template template0`)
    found.add(JSON.stringify(await titlesOf(postgres.url(name), join(directory, name))))
  }
  assert(found.size === 1, `searches differ by collation: ${[...found].join(' | ')}`)
  for (const { name, definition, reason } of REFUSED) {
    await postgres.run(`create database ${name} ${definition} template template0`)
    await requireRefusal(postgres.url(name), { directory, reason })
  }
  const standby = await refuseStandby(postgres, directory)
  await standby.stop()
  return `PostgreSQL ${postgres.version}: C, libc and ICU find the same; refused: LATIN1, SQL_ASCII, a standby`
}

/** The results of searches for some titles in another case. */
async function titlesOf(databaseUrl: string, dataDir: string): Promise<readonly string[]> {
  const server = await RunningServer.start({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir })
  try {
    await server.importFile('netflix', readFileSync(FILE, 'utf8'))
    const titles = await server.titles('')
    const found = await Promise.all(titles.map((title) => server.titles(title.toLocaleUpperCase('en'))))
    const missed = titles.filter((title, index) => found[index]?.includes(title) !== true)
    assert(
      titles.length > 0 && missed.length === 0,
      `searches miss ${missed.join(', ')} of ${titles.length} titles`,
    )
    return found.flat()
  } finally {
    await server.stop()
  }
}

async function refuseStandby(postgres: DebianPostgres, directory: string): Promise<DebianPostgres> {
  const standby = await postgres.startStandby()
  await requireRefusal(standby.url('c'), { directory, reason: 'leads to a standby' })
  return standby
}

async function requireRefusal(
  databaseUrl: string,
  { directory, reason }: { readonly directory: string; readonly reason: string },
): Promise<void> {
  const failure = await RunningServer.start({
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(directory, 'refused'),
  }).then(
    async (server) => {
      await server.stop()
      return 'it started'
    },
    (error: unknown) => String(error),
  )
  assert(failure.includes(reason), `a server was to be refused because "${reason}": ${failure}`)
}
