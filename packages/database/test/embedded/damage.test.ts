import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkDatabase } from '../../src/embedded/check/index.ts'
import { EmbeddedServer } from '../../src/embedded/index.ts'
import { createDatabase } from '../../src/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

/** `DAMAGES=all` damages every file; a run of all tests takes these, which are one of each kind, and some more. */
const ALL = process.env['DAMAGES'] === 'all'
const KINDS = [
  'PG_VERSION',
  'postgresql.conf',
  'postgresql.auto.conf',
  'pg_hba.conf',
  'pg_ident.conf',
  'global/pg_control',
  'global/pg_filenode.map',
  'global/1262',
  'pg_xact/0000',
  'pg_multixact/offsets/0000',
  'pg_multixact/members/0000',
]
const EVERY_NTH = 331
const STEADY_ROWS = 3_000

/** Files that PostgreSQL creates again, and segments of the write-ahead log beyond its last record: their loss is no damage. */
const WITHOUT_CONTENT =
  /^(postmaster\.opts|pg_wal\/.*|(pg_subtrans|pg_notify|pg_serial|pg_snapshots|pg_stat|pg_stat_tmp|pg_dynshmem)\/.*|(.*\/)?pg_internal\.init)$/

type Damage = 'removed' | 'cut' | 'flipped'
/** What became of a damaged directory. */
type Outcome = 'refused' | 'found when read' | 'found by the check' | 'harmless'

describe('a stopped data directory', { timeout: ALL ? 3_600_000 : 240_000 }, () => {
  let root: string
  let whole: string
  /** Of a table, its indexes, a catalogue, and an index that the first question of a session needs. */
  let relations: readonly string[]
  beforeAll(async () => {
    root = temporaryDirectory('tributary-damage-')
    whole = join(root, 'whole')
    const database = createDatabase({ dataDir: whole })
    await database.open()
    await database.pool.query(`
      create table steady (id int primary key, body text);
      insert into steady select n, repeat(md5(n::text), 20) from generate_series(1, ${STEADY_ROWS}) n;
      create index steady_body on steady using gin (body gin_trgm_ops)
    `)
    await database.pool.query('vacuum analyze steady')
    const { rows } = await database.pool.query<{ path: string }>(
      `select pg_relation_filepath(oid) as path from pg_class where relname in ('steady', 'steady_pkey', 'steady_body', 'pg_depend', 'pg_amop_fam_strat_index')`,
    )
    relations = rows.map(({ path }) => path)
    await database.close()
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  it('is never considered new, whichever of its files is removed, truncated or changed', async () => {
    const files = filesOf(join(whole, 'postgres', '18'))
    const chosen = ALL
      ? files
      : [...KINDS, ...relations, ...files.filter((_, index) => index % EVERY_NTH === 0)]
    const outcomes = new Map<Outcome, number>()
    for (const file of chosen) {
      for (const damage of ['removed', 'cut', 'flipped'] as const) {
        const outcome = await damageAndOpen(file, damage)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    expect(outcomes.get('refused')).toBeGreaterThan(chosen.length)
    expect(outcomes.get('found by the check')).toBeGreaterThan(0)
  })

  async function damageAndOpen(file: string, damage: Damage): Promise<Outcome> {
    const dataDir = join(root, 'damaged')
    execFileSync('cp', ['-a', whole, dataDir])
    const path = join(dataDir, 'postgres', '18', file)
    if (!harm(path, damage)) {
      await rm(dataDir, { recursive: true })
      return 'harmless'
    }
    const before = digestOf(dataDir)
    const embedded = new EmbeddedServer({ dataDir })
    const database = createDatabase({ dataDir, embedded })
    try {
      return await database.open().then(
        async () => {
          const read = await readAll(database.pool.query.bind(database.pool) as Query)
          if (read === 'found when read' || WITHOUT_CONTENT.test(file)) return read
          const { findings } = await checkDatabase(embedded.connection('superuser'))
          expect.soft(findings, `${file} ${damage}`).not.toEqual([])
          return 'found by the check' as const
        },
        (error: { code?: string; message: string }) => {
          expect.soft(error.code, `${file} ${damage}`).toBe('DATABASE_DAMAGED')
          if (!error.message.includes('Nothing was changed')) return 'found when read' as const
          expect.soft(digestOf(dataDir), `${file} ${damage}`).toEqual(before)
          return 'refused' as const
        },
      )
    } finally {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  }
})

type Query = (text: string) => Promise<{ rows: Record<string, unknown>[] }>

/** What was there is there, or reading says that it is not. */
async function readAll(query: Query): Promise<Outcome> {
  try {
    const { rows } = await query(
      `select count(*)::int as rows, md5(string_agg(id || body, ',' order by id)) as digest from steady`,
    )
    expect(rows[0]?.['rows']).toBe(STEADY_ROWS)
    return 'harmless'
  } catch (error) {
    if (error instanceof Error && 'matcherResult' in error) throw error
    return 'found when read'
  }
}

/** False where there is nothing to harm. */
function harm(path: string, damage: Damage): boolean {
  const { size } = statSync(path)
  if (damage === 'removed') {
    rmSync(path)
    return true
  }
  if (size === 0) return false
  if (damage === 'cut') truncateSync(path, Math.floor(size / 2))
  else {
    const content = readFileSync(path)
    content[Math.floor(size / 2)] = (content[Math.floor(size / 2)] ?? 0) ^ 0x10
    writeFileSync(path, content)
  }
  return true
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
}

/** Sizes and times of all files below the cluster. */
function digestOf(dataDir: string): readonly string[] {
  const cluster = join(dataDir, 'postgres', '18')
  return filesOf(cluster).map(
    (file) => `${file} ${statSync(join(cluster, file)).size} ${statSync(join(cluster, file)).mtimeMs}`,
  )
}
