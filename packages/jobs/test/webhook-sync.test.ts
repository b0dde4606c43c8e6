import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JobsServer, jobRow, startJobsServer } from './jobs-server.ts'

let server: JobsServer
beforeAll(async () => {
  server = await startJobsServer({ worker: false })
})
afterAll(() => server.stop())

const CONNECTION = '00000000-0000-4000-8000-00000000000a'
const OTHER = '00000000-0000-4000-8000-00000000000b'
const ask = (startDate: string, streams?: readonly string[], connectionId = CONNECTION) =>
  server.imports.submitSync({
    userId: 'ada',
    integration: 'account',
    connectionId,
    window: { startDate, endDate: startDate },
    streams,
    trigger: 'webhook',
  })

test('syncs requested by webhooks before they start become one job', async () => {
  const first = await ask('2026-11-03', ['rides'])
  expect(await ask('2026-11-01', ['walks', 'rides'])).toMatchObject({ id: first.id })
  expect(await jobRow(server, first.id)).toMatchObject({
    streams: ['rides', 'walks'],
    window: { startDate: '2026-11-01', endDate: '2026-11-03' },
  })
  expect((await ask('2026-11-05', ['rides'], OTHER)).id).not.toBe(first.id)
  await ask('2026-11-04')
  expect(await jobRow(server, first.id)).toMatchObject({
    streams: null,
    window: { startDate: '2026-11-01', endDate: '2026-11-04' },
  })
  // What runs may be past that already.
  await server.db.updateTable('import_jobs').set({ status: 'running' }).where('id', '=', first.id).execute()
  expect((await ask('2026-11-04')).id).not.toBe(first.id)
})
