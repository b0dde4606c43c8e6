import type { IntegrationPlugin } from '@tributary/integration-host'
import type { Page } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestRecord, TestRecordSchema } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

/** What the database of these tests refuses until the fault is fixed. */
const HATEFUL = sql`alter table test_records add constraint test_records_value_check check (value <> 'hateful')`

export function rejectedRecords(bench: Bench): void {
  describe('rejected records', () => {
    const state: { page: Page<TestRecord>; schema: typeof TestRecordSchema } = {
      page: { records: [], cursor: 1 },
      schema: TestRecordSchema,
    }
    const integration = (): IntegrationPlugin =>
      accountIntegration(
        [
          httpStream('items', {
            recordSchema: state.schema,
            async *sync() {
              yield state.page
            },
          }),
        ],
        { public: true },
      )
    beforeEach(() => {
      state.schema = TestRecordSchema
      bench.integration = integration()
    })
    afterEach(async () => {
      await sql`truncate test_records`.execute(bench.server.db)
      await sql`alter table test_records drop constraint if exists test_records_value_check`.execute(
        bench.server.db,
      )
      await HATEFUL.execute(bench.server.db)
    })

    const call = (method: 'GET' | 'POST', url: string, as = 'ada') =>
      bench.server.kernel.app.inject({ method, url: `/api/jobs/${url}`, headers: { as } })
    const retry = (id: string) => call('POST', `${id}/rejected/retry`)
    const values = async () =>
      (await bench.server.db.selectFrom('test_records').select('value').orderBy('external_id').execute()).map(
        (row) => row.value,
      )

    it('are written after the cause of their rejection is fixed, and counted accordingly', async () => {
      const records = [
        { externalId: 'a', value: 'hateful' },
        { externalId: 'b', value: 'fine' },
        { externalId: '', value: 'never' },
      ]
      state.page = {
        records,
        rejected: [{ reason: 'No date.', raw: { externalId: 'c', value: 'v' } }],
        cursor: 1,
      }
      const { id } = await bench.sync()
      const before = (await call('GET', `${id}/rejected`)).json<{ items: { retriable: boolean }[] }>()
      expect(before.items.map((item) => item.retriable)).toEqual([false, true, true])
      // Nothing is fixed yet.
      expect((await retry(id)).json()).toMatchObject({ written: 0, job: { rejected: 3, inserted: 1 } })
      await sql`alter table test_records drop constraint test_records_value_check`.execute(bench.server.db)
      expect((await retry(id)).json()).toMatchObject({
        written: 1,
        job: { fetched: 4, rejected: 2, inserted: 2, updated: 0, unchanged: 0 },
      })
      expect(await values()).toEqual(['hateful', 'fine'])
      expect((await retry(id)).json()).toMatchObject({ written: 0 })
    })

    it('are written by a version of the integration that accepts them', async () => {
      state.page = { records: [{ externalId: '', value: 'nameless' }], cursor: 1 }
      const { id } = await bench.sync()
      expect((await retry(id)).json()).toMatchObject({ written: 0 })
      state.schema = Type.Object({
        externalId: Type.String(),
        value: Type.String(),
      }) as typeof TestRecordSchema
      bench.integration = integration()
      expect((await retry(id)).json()).toMatchObject({ written: 1, job: { rejected: 0, inserted: 1 } })
    })

    it('do not overwrite later records', async () => {
      state.page = { records: [{ externalId: 'a', value: 'hateful' }], cursor: 1 }
      const { id } = await bench.sync()
      state.page = { records: [{ externalId: 'a', value: 'newer' }], cursor: 1 }
      await bench.sync()
      await sql`alter table test_records drop constraint test_records_value_check`.execute(bench.server.db)
      expect((await retry(id)).json()).toMatchObject({
        written: 1,
        job: { rejected: 0, unchanged: 1, inserted: 0 },
      })
      expect(await values()).toEqual(['newer'])
    })

    it('are all retried, also behind those that remain rejected', async () => {
      const records = Array.from({ length: 130 }, (_, n) => ({
        externalId: n < 60 ? '' : `r${n}`,
        value: 'hateful',
      }))
      state.page = { records, cursor: 1 }
      const { id } = await bench.sync()
      await sql`alter table test_records drop constraint test_records_value_check`.execute(bench.server.db)
      expect((await retry(id)).json()).toMatchObject({ written: 70, job: { rejected: 60, inserted: 70 } })
    })

    it('that could not be stored unchanged cannot be written', async () => {
      state.page = { records: [{ externalId: 'a', value: 'half\0' }], cursor: 1 }
      const { id } = await bench.sync()
      const { items } = (await call('GET', `${id}/rejected`)).json<{ items: { retriable: boolean }[] }>()
      expect(items.map((item) => item.retriable)).toEqual([false])
      expect((await retry(id)).json()).toMatchObject({ written: 0 })
    })

    it('of a job that has not ended, of another user or of a removed integration are refused', async () => {
      const id = await bench.submit()
      expect((await retry(id)).json()).toMatchObject({ status: 409, code: 'JOBS_NOT_RETRYABLE' })
      expect((await call('POST', `${id}/rejected/retry`, 'grace')).statusCode).toBe(404)
      const gone = await bench.submit({ integration: 'gone' })
      expect((await retry(gone)).json()).toMatchObject({ status: 503, code: 'JOBS_INTEGRATION_DOWN' })
    })
  })
}
