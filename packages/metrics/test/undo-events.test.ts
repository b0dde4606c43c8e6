import { randomUUID } from 'node:crypto'
import { type EventRecord, eventStream } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventSink } from '../src/record-sinks.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const stream = eventStream({ id: 'likes', displayName: 'Likes', types: { like: { label: 'Like' } } })

let server: MetricsServer
beforeAll(async () => {
  server = await startMetrics()
})
afterAll(() => server.stop())

const event = (externalId: string): EventRecord => ({
  externalId,
  type: 'like',
  title: externalId,
  startedAt: '2026-11-01T10:00:00Z',
  date: '2026-11-01',
  raw: {},
})

interface Delivery {
  readonly integration: string
  readonly importId?: string
  readonly connectionId?: string
}

/** Writes events as the engine does, in one transaction. */
async function deliver(ids: readonly string[], { integration, importId, connectionId }: Delivery) {
  const write = eventSink.prepare({
    userId: server.ada.id,
    integration,
    connectionId: connectionId ?? null,
    jobId: importId ?? randomUUID(),
    importId,
    records: ids.map(event),
    stream,
  })
  return server.database.transaction<MetricsTables, unknown>(write)
}

async function undo(integration: string, importId: string, userId = server.ada.id) {
  return server.database.transaction<MetricsTables, unknown>(async (trx) =>
    eventSink.undo?.(trx, { userId, integration, importId }),
  )
}

async function storedIds(integration: string): Promise<readonly string[]> {
  const { rows } = await sql<{ external_id: string }>`
    select external_id from events where source = ${integration} order by external_id`.execute(
    server.database.tables<MetricsTables>(),
  )
  return rows.map((row) => row.external_id)
}

test('events that only one import has delivered are deleted with it, those of two with the last one', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  await deliver(['a', 'b'], { integration: 'two', importId: first })
  await deliver(['b', 'c'], { integration: 'two', importId: second })
  expect(await undo('two', first)).toEqual({ deleted: 1, kept: 1, hasMore: false })
  expect(await storedIds('two')).toEqual(['b', 'c'])
  expect(await undo('two', first)).toEqual({ deleted: 0, kept: 0, hasMore: false })
  expect(await undo('two', second)).toEqual({ deleted: 2, kept: 0, hasMore: false })
  expect(await storedIds('two')).toEqual([])
})

test('an event of a sync without an account stays, and one of a connection is another event', async () => {
  const importId = randomUUID()
  await deliver(['a'], { integration: 'sync' })
  await deliver(['b'], { integration: 'sync', connectionId: randomUUID() })
  await deliver(['a', 'b'], { integration: 'sync', importId })
  expect(await storedIds('sync')).toEqual(['a', 'b', 'b'])
  expect(await undo('sync', importId)).toEqual({ deleted: 1, kept: 1, hasMore: false })
  expect(await storedIds('sync')).toEqual(['a', 'b'])
})

test('an import of another user or integration is not touched', async () => {
  const importId = randomUUID()
  await deliver(['a'], { integration: 'mine', importId })
  await undo('mine', importId, server.bob.id)
  expect(await storedIds('mine')).toEqual(['a'])
})

test('a large import is undone in steps', async () => {
  const importId = randomUUID()
  const ids = Array.from({ length: 5001 }, (_, number) => `${number}`)
  await deliver(ids, { integration: 'many', importId })
  expect(await undo('many', importId)).toEqual({ deleted: 5000, kept: 0, hasMore: true })
  expect(await undo('many', importId)).toEqual({ deleted: 1, kept: 0, hasMore: false })
})

test('an event that is imported while another import of it is undone is not lost', async () => {
  const ids = Array.from({ length: 400 }, (_, number) => `${number}`)
  for (let round = 0; round < 10; round += 1) {
    const [first, second] = [randomUUID(), randomUUID()]
    await deliver(ids, { integration: 'race', importId: first })
    await Promise.all([
      undo('race', first),
      deliver(ids.toReversed(), { integration: 'race', importId: second }),
    ])
    expect(await storedIds('race')).toHaveLength(400)
    await undo('race', second)
    expect(await storedIds('race')).toEqual([])
  }
})
