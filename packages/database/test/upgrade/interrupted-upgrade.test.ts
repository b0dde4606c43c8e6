import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { upgradeDatabase } from '../../src/embedded/upgrade/index.ts'
import { nextMessage, temporaryDirectory } from '../../src/testing/index.ts'
import { killChild, startChild } from '../children/start-child.ts'
import { copyDirectory } from '../embedded/copy-directory.ts'
import { postgresProcesses } from '../embedded/postgres-processes.ts'
import { withConnection, withCurrent, withEarlier } from './earlier-home.ts'
import { readFacts } from './facts.ts'

/** The full proof is UPGRADE_ROWS=100000 UPGRADE_KILLS=60. */
const ROWS = Number(process.env['UPGRADE_ROWS'] ?? 20_000)
const KILLS = Number(process.env['UPGRADE_KILLS'] ?? 5)
const FILL = `
  create table many as select n as id, repeat(md5(n::text), 3) as body from generate_series(1, ${ROWS}) n;
  alter table many add primary key (id);
  create table one (id int primary key references many);
  insert into one values (7)`

describe('an upgrade that is killed', { timeout: 240_000 }, () => {
  let root: string
  let dataDir: string
  let before: Awaited<ReturnType<typeof readFacts>>
  beforeAll(async () => {
    root = temporaryDirectory('tributary-upgrade-')
    before = await withEarlier(join(root, 'prepared'), async (client, { superuser }) => {
      await client.query(FILL)
      return withConnection(superuser, readFacts)
    })
  })
  beforeEach(() => {
    dataDir = join(root, 'data')
    copyDirectory(join(root, 'prepared'), dataDir)
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))
  afterAll(() => rm(root, { recursive: true, force: true }))

  it.each([
    ['copy', 'public.many', 0],
    ['copy', 'public.many', ROWS / 2],
    ['build', 'public.one.one_id_fkey', 0],
    ['verify', 'public.one', 0],
  ] as const)(
    'in the step %s of %s, row %d, leaves the earlier database, and the next one completes',
    async (step, object, rows) => {
      await killedAt(step, object, rows)
      await refusesToStart()
      expect(await readEarlier()).toEqual(before)
      await completes()
    },
  )

  it('between its two renames is complete, and the next one sets the earlier database aside', async () => {
    const home = join(dataDir, 'postgres')
    await killedAt('finish', join(home, '18'), 0)
    expect(clustersIn(home)).toEqual(['17', '18'])
    expect(await withCurrent(dataDir, readFacts)).toEqual(before)
    expect(await upgradeDatabase({ dataDir })).toEqual({ status: 'current', version: 18 })
    expect(clustersIn(home)).toEqual(['17.before-upgrade', '18'])
    await isUpgraded()
  })

  it('at any time leaves the earlier database, and the next one starts over', async () => {
    let killed = 0
    for (let milliseconds = 60; killed < KILLS; milliseconds += 330) {
      if (!(await upgradeFor(milliseconds))) break
      killed += 1
      if (existsSync(join(dataDir, 'postgres', '18'))) {
        // Killed after the first of its two renames: it has upgraded, and the next one puts the rest in order.
        expect(await upgradeDatabase({ dataDir })).toEqual({ status: 'current', version: 18 })
        break
      }
      if (killed % 3 === 0) expect(await readEarlier()).toEqual(before)
    }
    expect(killed).toBeGreaterThan(1)
    await upgradeDatabase({ dataDir })
    await isUpgraded()
  })

  it.each([
    ['earlier', '17'],
    ['new', 'unfinished-upgrade/to/18'],
  ])('of which the %s server is killed fails, and the next one completes', async (_, cluster) => {
    let killed = false
    const upgrading = upgradeDatabase({
      dataDir,
      // Before the first row: all of a small table may be on its way with the first ones.
      onProgress: ({ step, object }) => {
        if (step !== 'copy' || object !== 'public.many' || killed) return
        killed = true
        process.kill(
          Number(readFileSync(join(dataDir, 'postgres', cluster, 'postmaster.pid'), 'utf8').split('\n')[0]),
          'SIGKILL',
        )
      },
    })
    await expect(upgrading).rejects.toMatchObject({
      code: 'DATABASE_UPGRADE_FAILED',
      message: expect.stringMatching(
        /^The database was not upgraded\. .* Nothing in the database of PostgreSQL 17 has changed\.$/s,
      ) as string,
    })
    expect(await readEarlier()).toEqual(before)
    await completes()
  })

  async function killedAt(...point: readonly [step: string, object: string, rows: number]): Promise<void> {
    const child = startChild('upgrade-database', [dataDir, ...point.map(String)])
    let said: unknown
    child.once('message', (message) => (said = message))
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect({ signal, said }).toEqual({ signal: 'SIGKILL', said: undefined })
  }

  /** Resolves to false where it had completed before. */
  async function upgradeFor(milliseconds: number): Promise<boolean> {
    const child = startChild('upgrade-database', [dataDir])
    const result = nextMessage(child)
    const early = await Promise.race([result, delay(milliseconds, undefined)])
    // Its end by SIGKILL is no answer any more.
    result.catch(() => {})
    await killChild(child)
    if (early !== undefined) expect(early).toMatchObject({ status: 'upgraded', rows: ROWS + 1 })
    return early === undefined
  }

  async function refusesToStart(): Promise<void> {
    await expect(withCurrent(dataDir, async () => {})).rejects.toThrow(
      /is of PostgreSQL 17, .* run "tributary database upgrade"/,
    )
  }

  function readEarlier(): ReturnType<typeof readFacts> {
    return withEarlier(dataDir, (_, { superuser }) => withConnection(superuser, readFacts))
  }

  async function completes(): Promise<void> {
    expect(await upgradeDatabase({ dataDir })).toMatchObject({ status: 'upgraded', rows: ROWS + 1 })
    await isUpgraded()
  }

  async function isUpgraded(): Promise<void> {
    expect(await withCurrent(dataDir, readFacts)).toEqual(before)
    expect(postgresProcesses(dataDir)).toEqual([])
    expect(readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('unfinished'))).toEqual([])
  }
})

function clustersIn(home: string): readonly string[] {
  return readdirSync(home)
    .filter((name) => /^\d/.test(name))
    .sort()
}
