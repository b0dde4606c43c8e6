import { describeDatabases } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { runJob } from '../src/engine/run-job.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import { closedDatabase } from './closed-database.ts'
import { type JobsServer, jobRow, startJobsServer } from './jobs-server.ts'
import { ScriptedConnections } from './scripted-connections.ts'
import { pageOf } from './scripted-integration.ts'
import { startTestEngine, type TestEngine, WINDOW } from './test-engine.ts'

describeDatabases('erasing what an integration delivered', (start) => {
  const connections = new ScriptedConnections()
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
  let server: JobsServer
  let bench: TestEngine
  beforeAll(async () => {
    server = await startJobsServer(await closedDatabase(start), { worker: false, connections })
    bench = await startTestEngine(server, { integration: () => integration, connections })
    connections.connect()
    connections.connect({ userId: 'grace' })
  })
  afterAll(async () => {
    await bench.close()
    await server.stop()
  })
  beforeEach(async () => {
    held.during = async () => {}
    await sql`truncate import_jobs, sync_cursors, test_records, uploads cascade`.execute(server.db)
  })
  const count = async (table: 'test_records' | 'sync_cursors' | 'rejected_records' | 'uploads') => {
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)}`.execute(
      server.db,
    )
    return rows[0]?.n
  }
  const erase = () => server.imports.erase({ userId: 'ada', integration: 'account' })

  it('leaves nothing of it, and everything of others', async () => {
    await bench.sync()
    await bench.sync({ userId: 'grace' })
    const uploadId = await server.imports.receive({
      userId: 'ada',
      filename: 'a.txt',
      contentType: 'text/plain',
      content: (async function* () {
        yield Buffer.from('private')
      })(),
      maxBytes: 100,
    })
    const imported = await server.imports.submit({
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
    expect(await jobRow(server, imported.id)).toMatchObject({ status: 'cancelled', upload_id: null })
    const owners = await server.db.selectFrom('test_records').select('user_id').distinct().execute()
    expect(owners).toEqual([{ user_id: 'grace' }])
  })

  it('stops what waits, and what runs can write nothing more', async () => {
    const waiting = await bench.submit({ kind: 'backfill' })
    const running = await bench.submit()
    held.during = erase
    await runJob(bench.engine, running, new AbortController().signal)
    expect(await jobRow(server, running)).toMatchObject({ status: 'cancelled', fence: 2, cursors: {} })
    expect(await jobRow(server, waiting)).toMatchObject({ status: 'cancelled' })
    expect(await count('test_records')).toBe(0)
    expect(await count('sync_cursors')).toBe(0)
    expect(await count('rejected_records')).toBe(0)
  })

  it('does not get stuck with a page that is being written', async () => {
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
    expect(await jobRow(server, id)).toMatchObject({ status: 'cancelled' })
  })

  it('begins anew when the account is connected and synced again', async () => {
    await bench.sync()
    await erase()
    expect(await bench.sync({ window: WINDOW })).toMatchObject({ status: 'succeeded', inserted: 20 })
  })
})
