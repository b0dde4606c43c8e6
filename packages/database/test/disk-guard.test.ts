import { describe, expect, it } from 'vitest'
import { silentLogger } from '../src/database-logger.ts'
import { DiskGuard, freeBytesOf } from '../src/embedded/disk-guard.ts'
import { toDatabaseProblem } from '../src/index.ts'
import { startTestDatabase } from '../src/testing/index.ts'
import { noteMigrations } from './notes.ts'

const MB = 1024 * 1024

describe('a disk that is nearly full', () => {
  it('refuses writes with a 503, lets reads go on, and takes writes again once there is room', async () => {
    await using test = await startTestDatabase({ maintenance: false, migrations: { notes: noteMigrations } })
    const { pool } = test.database
    let free = 1_000 * MB
    const guard = new DiskGuard({ pool, freeBytes: async () => free, logger: () => silentLogger })
    const write = (text: string) =>
      pool.query('insert into notes (text) values ($1)', [text]).then(
        () => 'written',
        (error: unknown) => toDatabaseProblem(error),
      )
    await guard.look()
    expect(await write('roomy')).toBe('written')
    free = 100 * MB
    await guard.look()
    expect(await write('full')).toMatchObject({ code: 'DATABASE_READ_ONLY', statusCode: 503 })
    expect((await pool.query('select text from notes')).rows).toEqual([{ text: 'roomy' }])
    free = 150 * MB
    await guard.look()
    expect(await write('at the edge')).toMatchObject({ code: 'DATABASE_READ_ONLY' })
    free = 200 * MB
    await guard.look()
    expect(await write('again')).toBe('written')
  })

  it('is measured where the database is', async () => {
    expect(await freeBytesOf('.')).toBeGreaterThan(MB)
  })
})
