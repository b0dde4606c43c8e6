import { beforeAll, expect, it } from 'vitest'
import { describeDatabases, type TestDatabase } from '../src/testing/index.ts'

interface Tables {
  notes: { id: number; text: string }
}

const migrations = {
  notes: {
    '0001-create-notes': {
      up: (db: import('kysely').Kysely<unknown>) =>
        db.schema
          .createTable('notes')
          .addColumn('id', 'integer', (column) => column.primaryKey())
          .addColumn('text', 'text', (column) => column.notNull())
          .execute(),
    },
  },
}

describeDatabases('a database', (start, mode) => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await start({ migrations })
  })

  it('says which it is and answers', async () => {
    expect(test.database.mode).toBe(mode)
    await test.database.check()
  })

  it('commits a transaction that resolves and rolls back one that rejects', async () => {
    const db = test.database.tables<Tables>()
    await test.database.transaction<Tables, unknown>((trx) =>
      trx.insertInto('notes').values({ id: 1, text: 'kept' }).execute(),
    )
    const failing = test.database.transaction<Tables, void>(async (trx) => {
      await trx.insertInto('notes').values({ id: 2, text: 'gone' }).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await db.selectFrom('notes').select('id').execute()).toEqual([{ id: 1 }])
  })
})
