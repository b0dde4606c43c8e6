import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestTable } from '../../src/embedded/upgrade/copy-table.ts'
import { readSchemaObjects } from '../../src/embedded/upgrade/schema-objects.ts'
import { readSequences } from '../../src/embedded/upgrade/sequence-values.ts'
import { withSession } from '../../src/embedded/upgrade/session.ts'
import { type Copied, verifyCopy } from '../../src/embedded/upgrade/verify-copy.ts'
import { startTestDatabase, type TestDatabase } from '../../src/testing/index.ts'

const SCHEMA = `
  create table t (id int primary key, body text);
  insert into t values (1, 'a'), (2, null);
  create sequence s start 5;
  create view v as select id from t`

describe('the comparison of a copy', () => {
  let test: TestDatabase
  let copied: Copied
  beforeAll(async () => {
    test = await startTestDatabase()
    await test.database.pool.query(SCHEMA)
    copied = await withCopy(async (client) => ({
      objects: await readSchemaObjects(client),
      given: [],
      tables: new Map([['public.t', await digestTable(client, 'public.t')]]),
      sequences: await readSequences(client),
    }))
  })
  afterAll(() => test.stop())

  function withCopy<T>(work: Parameters<typeof withSession<T>>[1]): Promise<T> {
    return withSession({ connectionString: test.options.databaseUrl }, work)
  }

  /** Compares after a change, which is undone. */
  function compareAfter(statement: string): Promise<void> {
    return withCopy(async (client) => {
      await client.query('begin')
      await client.query(statement)
      try {
        await verifyCopy(client, copied, () => {})
      } finally {
        await client.query('rollback')
        // No transaction undoes it.
        await client.query(`select setval('public.s', 5, false)`)
      }
    })
  }

  it('finds no difference in the original', async () => {
    await expect(compareAfter('select 1')).resolves.toBeUndefined()
    // In any order.
    await expect(
      compareAfter(`delete from public.t; insert into public.t values (2, null), (1, 'a')`),
    ).resolves.toBeUndefined()
  })

  it.each([
    ['delete from public.t where id = 1', 'table public.t had 2 rows and has 1'],
    [`update public.t set body = 'b' where id = 1`, 'rows of table public.t differ'],
    [`update public.t set body = '' where id = 2`, 'rows of table public.t differ'],

    [`select setval('public.s', 6)`, 'sequence public.s was at 5 (unused) and is at 6'],
    [`select nextval('public.s')`, 'sequence public.s was at 5 (unused) and is at 5'],
    ['drop view public.v', 'view public.v is missing'],
    ['create or replace view public.v as select id from public.t where id > 0', 'view public.v differs'],

    ['alter table public.t add column more int', 'rows of table public.t differ'],
    [`alter table public.t alter column body set default 'x'`, 'default public.t.body did not exist'],
    ['create index added on public.t (body)', 'index public.added did not exist'],
  ])('finds the difference: %s', async (statement, difference) => {
    await expect(compareAfter(statement)).rejects.toMatchObject({
      code: 'DATABASE_UPGRADE_FAILED',
      message: expect.stringContaining(`The copy differs from the original: ${difference}`) as string,
    })
  })
})
