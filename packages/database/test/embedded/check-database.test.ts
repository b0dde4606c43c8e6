import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDatabase } from '../../src/embedded/check/check-database.ts'
import { parseFileError } from '../../src/embedded/check/verify-files.ts'
import { makeDatabase, startServer, testDirectory } from './backups.ts'
import { copyDirectory } from './copy-directory.ts'
import { flipByte } from './flip-byte.ts'

const PAGE = 8192
/** Within a page: its content, and the position of the log, which decides whether `BASE_BACKUP` looks at the page at all. */
const CONTENT = 5_000
const LOG_POSITION = 2

const TABLES = [
  `create table notes (id int primary key, word text, long text)`,
  `alter table notes alter column long set storage external`,
  `insert into notes select id, md5(id::text), repeat(md5(id::text), 200) from generate_series(1, 400) id`,
  `create index notes_word on notes using gin (word gin_trgm_ops)`,
  `create table other (n int)`,
  `insert into other select generate_series(1, 5000)`,
  `vacuum notes, other`,
]
const PATHS = `
  select pg_relation_filepath('notes') as heap, pg_relation_filepath('notes_pkey') as btree,
    pg_relation_filepath('notes_word') as gin, pg_relation_filepath(reltoastrelid) as toast,
    reltoastrelid::regclass::text as toast_name, pg_relation_filepath('other') as other,
    pg_relation_filepath('pg_shdescription') as shared,
    pg_relation_filepath('pg_authid') as roles
  from pg_class where oid = 'notes'::regclass
`

describe('a check of the running database', { timeout: 120_000 }, () => {
  const root = testDirectory()
  const whole = join(root.path, 'whole')
  let paths: Readonly<Record<string, string>>
  beforeAll(async () => {
    await makeDatabase(whole, ...TABLES)
    await using server = await startServer(whole)
    const [row] = await server.query(PATHS)
    paths = row as Record<string, string>
  })
  afterAll(() => root[Symbol.asyncDispose]())

  let copies = 0
  /** Copies the stopped directory and damages the copy. */
  const damagedCopy = (damage: (file: (path: string) => string) => void): string => {
    const dataDir = join(root.path, `copy-${(copies += 1)}`)
    copyDirectory(whole, dataDir)
    damage((path) => join(dataDir, 'postgres', '18', path))
    return dataDir
  }
  const path = (kind: string): string => paths[kind] ?? ''

  it('finds nothing in an undamaged one with a writer, and leaves nothing behind', async () => {
    await using server = await startServer(damagedCopy(() => {}))
    const before = await server.query(
      `select oid::text from pg_class union all select extname from pg_extension`,
    )
    const writing = keepWriting(server)
    for (let round = 0; round < 3; round += 1) {
      const { findings, databases, relations, bytes } = await checkDatabase(server.connection)
      expect(findings).toEqual([])
      expect(databases).toBe(4)
      expect(relations).toBeGreaterThan(500)
      expect(bytes).toBeGreaterThan(1_000_000)
    }
    expect(await writing.stop()).toBeGreaterThan(20)
    expect(
      await server.query(`select oid::text from pg_class union all select extname from pg_extension`),
    ).toEqual(before)
  })

  it('names table, index, TOAST table and map of each flipped byte, and what to do', async () => {
    const dataDir = damagedCopy((file) => {
      flipByte(file(path('heap')), PAGE + CONTENT)
      flipByte(file(path('btree')), PAGE + CONTENT)
      flipByte(file(path('gin')), 2 * PAGE + CONTENT)
      flipByte(file(path('toast')), 3 * PAGE + CONTENT)
      flipByte(file(`${path('other')}_vm`), CONTENT)
      flipByte(file(`${path('other')}_fsm`), PAGE + CONTENT)
      flipByte(file(path('shared')), CONTENT)
    })
    await using server = await startServer(dataDir)
    const { findings } = await checkDatabase(server.connection)
    const restore = expect.stringContaining('restore a backup')
    const toast = `TOAST table ${path('toast_name')} of table public.notes`
    const found = (relation: string, file: string, block: number, cure: unknown) => {
      return {
        database: 'tributary',
        relation,
        file,
        block,
        problem: expect.stringContaining('checksum is wrong'),
        cure,
      }
    }
    const expected = [
      found('table public.notes', path('heap'), 1, restore),
      found(
        'index public.notes_pkey of table public.notes',
        path('btree'),
        1,
        run('REINDEX INDEX public.notes_pkey'),
      ),
      found(
        'index public.notes_word of table public.notes',
        path('gin'),
        2,
        run('REINDEX INDEX public.notes_word'),
      ),
      found(toast, path('toast'), 3, restore),
      found(
        'table public.other',
        `${path('other')}_vm`,
        0,
        run('VACUUM (DISABLE_PAGE_SKIPPING) public.other'),
      ),
      found(
        'table public.other',
        `${path('other')}_fsm`,
        1,
        run('VACUUM (DISABLE_PAGE_SKIPPING) public.other'),
      ),
      found('table pg_catalog.pg_shdescription', path('shared'), 0, restore),
    ]
    expect(findings).toHaveLength(expected.length)
    expect(findings).toEqual(expect.arrayContaining(expected))
  })

  it('finds pages that BASE_BACKUP considers new', async () => {
    const dataDir = damagedCopy((file) => {
      for (const kind of ['heap', 'btree', 'gin', 'toast']) flipByte(file(path(kind)), PAGE + LOG_POSITION)
      flipByte(file(`${path('other')}_vm`), LOG_POSITION)
      flipByte(file(`${path('other')}_fsm`), LOG_POSITION)
    })
    await using server = await startServer(dataDir)
    const { findings } = await checkDatabase(server.connection)
    expect(findings.map(({ file, block }) => `${file} ${block}`).sort()).toEqual(
      [
        ...['heap', 'btree', 'gin', 'toast'].map((kind) => `${path(kind)} 1`),
        `${path('other')}_vm 0`,
        `${path('other')}_fsm 0`,
      ].sort(),
    )
  })

  it('names the file of a block beyond the first gigabyte of a table', () => {
    const error = new Error('invalid page in block 131079 of relation "base/13596/16384"')
    expect(parseFileError(error)).toMatchObject({ file: 'base/13596/16384.1', block: 7 })
    const several = new Error('20 invalid pages among blocks 0..19 of relation "base/13596/16384_fsm"')
    expect(parseFileError(several)).toMatchObject({ file: 'base/13596/16384_fsm' })
    expect(parseFileError(new Error('could not access file "$libdir/amcheck"'))).toBe(undefined)
  })

  it('names the files of a database that no longer accepts connections', async () => {
    await using server = await startServer(damagedCopy((file) => flipByte(file(path('roles')), CONTENT)))
    const { findings } = await checkDatabase(server.connection)
    expect(findings).toMatchObject([{ relation: 'unknown', file: path('roles'), block: 0 }])
  })

  it('counts the bad blocks of a file that has many', async () => {
    const dataDir = damagedCopy((file) => {
      for (let block = 0; block < 20; block += 1) flipByte(file(path('other')), block * PAGE + CONTENT)
    })
    await using server = await startServer(dataDir)
    const { findings } = await checkDatabase(server.connection)
    // Five of them, and their number.
    expect(findings).toHaveLength(6)
    expect(findings).toContainEqual(
      expect.objectContaining({
        relation: 'table public.other',
        problem: 'the checksums of 20 of its blocks are wrong',
      }),
    )
  })

  it('finds a file that PostgreSQL cannot read, and one that is missing', async () => {
    const dataDir = damagedCopy((file) => chmodSync(file(path('heap')), 0))
    await using server = await startServer(dataDir)
    rmSync(join(server.layout.cluster, path('gin')))
    const { findings } = await checkDatabase(server.connection)
    expect(findings).toHaveLength(2)
    expect(findings).toContainEqual(
      expect.objectContaining({
        relation: 'table public.notes',
        file: path('heap'),
        problem: expect.stringMatching(/Permission denied/),
      }),
    )
    expect(findings).toContainEqual(
      expect.objectContaining({
        relation: 'index public.notes_word of table public.notes',
        problem: expect.stringContaining('does not exist'),
      }),
    )
  })

  it('finds an index without the entry of a row, whose pages are valid', async () => {
    await using server = await startServer(damagedCopy(() => {}))
    const ready = (value: boolean) =>
      server.query(`update pg_index set indisready = ${value} where indexrelid = 'notes_pkey'::regclass`)
    await ready(false)
    await server.query(`insert into notes values (1000, 'lost')`)
    await ready(true)
    const { findings } = await checkDatabase(server.connection)
    expect(findings).toMatchObject([
      {
        relation: 'index public.notes_pkey of table public.notes',
        problem: expect.stringContaining('lacks matching index tuple'),
      },
    ])
  })

  it('checks each database, and by its files one that accepts no connections', async () => {
    const dataDir = damagedCopy(() => {})
    let second: string
    let closed: string
    {
      await using server = await startServer(dataDir)
      await server.query('create database second')
      await server.query('create table kept as select generate_series(1, 1000) as n', 'second')
      const [table] = await server.query(`select pg_relation_filepath('kept') as path`, 'second')
      second = String(table?.['path'])
      const [row] = await server.query(`
        select format('base/%s/%s', d.oid, pg_relation_filenode('pg_proc')) as path
        from pg_database d where datname = 'template0'
      `)
      closed = String(row?.['path'])
    }
    const file = (relative: string) => join(dataDir, 'postgres', '18', relative)
    flipByte(file(second), CONTENT)
    flipByte(file(closed), CONTENT)
    await using server = await startServer(dataDir)
    const { findings } = await checkDatabase(server.connection)
    expect(findings).toMatchObject([
      { database: 'second', relation: 'table public.kept', file: second, block: 0 },
      { database: 'template0', relation: 'system table', file: closed, block: 0 },
    ])
  })

  it('finds nothing after its advice was followed', async () => {
    const dataDir = damagedCopy((file) => {
      flipByte(file(path('btree')), PAGE + CONTENT)
      flipByte(file(path('gin')), 2 * PAGE + CONTENT)
      flipByte(file(`${path('other')}_vm`), CONTENT)
      flipByte(file(`${path('other')}_fsm`), CONTENT)
    })
    await using server = await startServer(dataDir)
    const { findings } = await checkDatabase(server.connection)
    expect(findings).toHaveLength(4)
    for (const { cure } of findings) await server.query(/run (.*) in the database/.exec(cure)?.[1] ?? '')
    expect((await checkDatabase(server.connection)).findings).toEqual([])
  })

  it('and a backup work on a server made read-only by a nearly full disk', async () => {
    await using server = await startServer(damagedCopy(() => {}))
    await server.query('alter system set default_transaction_read_only = on')
    await server.query('select pg_reload_conf()')
    await expect
      .poll(() => server.query('show default_transaction_read_only'))
      .toEqual([{ default_transaction_read_only: 'on' }])
    expect((await checkDatabase(server.connection)).findings).toEqual([])
    expect((await server.backup(join(root.path, 'read-only'))).bytes).toBeGreaterThan(1_000_000)
  })

  it('can be aborted', async () => {
    await using server = await startServer(damagedCopy(() => {}))
    const abort = new AbortController()
    const checking = checkDatabase(server.connection, { signal: abort.signal })
    setImmediate(() => abort.abort(new Error('enough')))
    await expect(checking).rejects.toThrow('enough')
  })
})

function run(statement: string): unknown {
  return expect.stringContaining(`run ${statement} in the database tributary`)
}

/** Inserts, updates and deletes rows of all the tables until it is stopped; resolves to the number of rounds then. */
function keepWriting(server: Awaited<ReturnType<typeof startServer>>) {
  const stop = new AbortController()
  const run = async () => {
    let round = 0
    for (; !stop.signal.aborted; round += 1) {
      await server.query(`
        insert into notes select 1000 + ${round}, md5('${round}'), repeat('${round}', 3000);
        update notes set word = md5(word) where id = ${round % 400};
        delete from notes where id = 1000 + ${round} - 20;
        insert into other values (${round})
      `)
    }
    return round
  }
  const running = run()
  return {
    stop: () => {
      stop.abort()
      return running
    },
  }
}
