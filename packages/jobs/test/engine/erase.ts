import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../src/engine/run-job.ts'
import { jobRow } from '../jobs-server.ts'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import { type Bench, WINDOW } from './bench.ts'

export function erase(bench: Bench): void {
  describe('erasing the data of an integration', () => {
    const held = { during: async () => {} }
    const integration = accountIntegration([
      httpStream('items', {
        async *sync() {
          yield { ...pageOf(0, 10), rejected: [{ reason: 'bad', raw: { private: 'thing' } }] }
          await held.during()
          yield pageOf(10, 20)
        },
      }),
    ])
    beforeEach(() => {
      held.during = async () => {}
      bench.integration = integration
      bench.connections.connect()
      bench.connections.connect({ userId: 'grace' })
    })
    const count = async (table: 'test_records' | 'sync_cursors' | 'rejected_records' | 'uploads') => {
      const { rows } = await sql<{
        n: number
      }>`select count(*)::integer as n from ${sql.table(table)}`.execute(bench.server.db)
      return rows[0]?.n
    }
    const erase = () => bench.server.imports.erase({ userId: 'ada', integration: 'account' })

    it('deletes all of it, and nothing of others', async () => {
      await bench.sync()
      await bench.sync({ userId: 'grace' })
      const uploadId = await bench.server.imports.receive({
        userId: 'ada',
        filename: 'a.txt',
        contentType: 'text/plain',
        content: (async function* () {
          yield Buffer.from('private')
        })(),
        maxBytes: 100,
      })
      const imported = await bench.server.imports.submit({
        userId: 'ada',
        integration: 'account',
        uploadId,
        options: {},
      })
      await erase()
      expect(await count('test_records')).toBe(20)
      expect(await count('sync_cursors')).toBe(1)
      expect(await count('rejected_records')).toBe(1)
      expect(await count('uploads')).toBe(0)
      expect(await jobRow(bench.server, imported.id)).toMatchObject({ status: 'cancelled', upload_id: null })
      const owners = await bench.server.db.selectFrom('test_records').select('user_id').distinct().execute()
      expect(owners).toEqual([{ user_id: 'grace' }])
    })

    it('cancels waiting jobs, and running ones can no longer write', async () => {
      const waiting = await bench.submit({ kind: 'backfill' })
      const running = await bench.submit()
      held.during = erase
      await runJob(bench.engine, running, new AbortController().signal)
      expect(await jobRow(bench.server, running)).toMatchObject({
        status: 'cancelled',
        fence: 2,
        cursors: {},
      })
      expect(await jobRow(bench.server, waiting)).toMatchObject({ status: 'cancelled' })
      expect(await count('test_records')).toBe(0)
      expect(await count('sync_cursors')).toBe(0)
      expect(await count('rejected_records')).toBe(0)
    })

    it('does not deadlock with a page being written', async () => {
      const writing = Promise.withResolvers<void>()
      const erased = writing.promise.then(erase)
      const id = await bench.submit()
      const sink = bench.engine.sinkOf('test')
      if (sink === undefined) throw new Error('no sink')
      const engine = {
        ...bench.engine,
        sinkOf: () => ({
          ...sink,
          prepare: (batch: Parameters<typeof sink.prepare>[0]) => {
            const write = sink.prepare(batch)
            return async (trx: Parameters<typeof write>[0]) => {
              const counts = await write(trx)
              writing.resolve()
              // By then the erasure waits for the database, or for this page's rows.
              await sql`select pg_sleep(0.2)`.execute(trx)
              return counts
            }
          },
        }),
      }
      await runJob(engine, id, new AbortController().signal)
      await erased
      expect(await count('test_records')).toBe(0)
      expect(await jobRow(bench.server, id)).toMatchObject({ status: 'cancelled' })
    })

    it('starts from the beginning when the account is connected and synced again', async () => {
      await bench.sync()
      await erase()
      // What was rejected is not known any more either.
      expect(await bench.sync({ window: WINDOW })).toMatchObject({
        status: 'partial',
        inserted: 20,
        rejected: 1,
      })
    })
  })
}
