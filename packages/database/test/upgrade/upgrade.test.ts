import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CopyProgress, upgradeDatabase } from '../../src/embedded/upgrade/index.ts'
import { startEarlierDatabase, temporaryDirectory } from '../../src/testing/index.ts'
import { runFile, withConnection, withCurrent, withEarlier } from './earlier-home.ts'
import { readFacts } from './facts.ts'

describe('an upgrade from PostgreSQL 17', { timeout: 120_000 }, () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-upgrade-')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('carries every kind of object and value', async () => {
    const before = await withEarlier(dataDir, async (client, { superuser }) => {
      await runFile(client, 'rich-schema')
      await runFile(client, 'rich-data')
      return withConnection(superuser, readFacts)
    })
    expect(before['rows']).toHaveLength(19)
    const result = await upgradeDatabase({ dataDir })
    expect(result).toMatchObject({ status: 'upgraded', from: 17, to: 18, tables: 13 })
    await withCurrent(dataDir, async (client) => {
      expect(await versionOf(client)).toBe(18)
      expect(await readFacts(client)).toEqual(before)
    })
  })

  it('results in a working database: keys, sequences, triggers and generated columns work', async () => {
    await withEarlier(dataDir, async (client) => {
      await runFile(client, 'rich-schema')
      await runFile(client, 'rich-data')
    })
    await upgradeDatabase({ dataDir })
    await withCurrent(dataDir, async (client) => {
      const { rows } = await client.query(
        'insert into a_child (n, size) values (2000, 8) returning id, half, plus, ticket is null as "noTicket"',
      )
      expect(rows).toEqual([{ id: '4100', half: '4.0000000000000000', plus: 43, noTicket: false }])
      await expect(
        client.query(`insert into events (kind, at, id) select kind, at, id from events limit 1`),
      ).rejects.toThrow(/duplicate key value violates unique constraint "events_click_(old|new)_pkey"/)
      await expect(client.query('insert into a_child (n, size) values (1, 1)')).rejects.toThrow(
        /not_validated/,
      )
      const { rows: next } = await client.query(`select nextval('"Weird Schema"."Unused"') as first`)
      expect(next).toEqual([{ first: '99' }])
    })
  })

  it('keeps the earlier database, which opens unchanged after renaming it back', async () => {
    await withEarlier(dataDir, (client) => client.query('create table t as select 7 as n'))
    const result = await upgradeDatabase({ dataDir })
    const home = join(dataDir, 'postgres')
    const kept = join(home, '17.before-upgrade')
    expect(result).toMatchObject({ kept })
    expect(readdirSync(home).filter((name) => /^\d/.test(name) || name.startsWith('unfinished'))).toEqual([
      '17.before-upgrade',
      '18',
    ])
    await rm(join(home, '18'), { recursive: true })
    // Not taken for a first start.
    await expect(withCurrent(dataDir, async () => {})).rejects.toThrow(
      /17\.before-upgrade is the database of before an upgrade/,
    )
    renameSync(kept, join(home, '17'))
    await rm(join(home, 'manifest.json'))
    const { rows } = await withEarlier(dataDir, (client) => client.query('select n from t'))
    expect(rows).toEqual([{ n: 7 }])
  })

  it('is nothing to do for a current database, which may be running', async () => {
    await withCurrent(dataDir, async () => {
      expect(await upgradeDatabase({ dataDir })).toEqual({ status: 'current', version: 18 })
    })
    expect(await upgradeDatabase({ dataDir })).toEqual({ status: 'current', version: 18 })
  })

  it('works on a database whose password file was lost, and on one that crashed', async () => {
    const earlier = await startEarlierDatabase(dataDir)
    await withConnection({ connectionString: earlier.url }, (client) =>
      client.query('create table t as select 7 as n'),
    )
    await earlier.crash()
    await earlier.stop()
    await rm(join(dataDir, 'postgres', 'passwords.json'))
    expect(await upgradeDatabase({ dataDir })).toMatchObject({ status: 'upgraded', rows: 1 })
    const { rows } = await withCurrent(dataDir, (client) => client.query('select n from t'))
    expect(rows).toEqual([{ n: 7 }])
  })

  it('works where the path is too long for a socket', async () => {
    const deep = join(dataDir, 'x'.repeat(100))
    mkdirSync(deep, { mode: 0o711 })
    await withEarlier(deep, (client) => client.query('create table t as select 7 as n'))
    expect(await upgradeDatabase({ dataDir: deep })).toMatchObject({ status: 'upgraded', rows: 1 })
  })

  it('reports each table with its rows', async () => {
    await withEarlier(dataDir, (client) =>
      client.query(
        'create table two as select generate_series(1, 2); create table many as select generate_series(1, 100000)',
      ),
    )
    const progress: CopyProgress[] = []
    await upgradeDatabase({ dataDir, onProgress: (each) => progress.push(each) })
    const copied = progress.filter(({ step }) => step === 'copy')
    expect(copied.at(0)).toEqual({ step: 'copy', object: 'public.many', rows: 0, of: 100_000 })
    expect(
      copied.filter(({ object, rows }) => object === 'public.many' && rows > 0 && rows < 100_000).length,
    ).toBeGreaterThan(1)
    expect(copied.at(-1)).toEqual({ step: 'copy', object: 'public.two', rows: 2, of: 2 })
    expect(progress.at(-2)).toMatchObject({ step: 'verify', object: 'public.two' })
    expect(progress.at(-1)).toMatchObject({ step: 'finish', object: join(dataDir, 'postgres', '18') })
  })
})

async function versionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  )
  return Math.floor(Number(rows[0]?.version) / 10_000)
}
