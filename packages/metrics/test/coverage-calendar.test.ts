import { randomUUID } from 'node:crypto'
import type { Plugin } from '@tributary/core'
import { defineIntegration, mediaStream, noAuth } from '@tributary/integration-kit'
import { addDays } from '@tributary/integration-kit/dates'
import { recordSinks } from '@tributary/jobs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coverDates } from '../src/coverage-store.ts'
import type { MetricsTables } from '../src/tables.ts'
import { bracelet } from './bracelet.ts'
import { type MetricsServer, type Person, startMetrics } from './metrics-server.ts'

interface Calendar {
  readonly stream: string
  readonly connectionId: string | null
  readonly reports: string
  readonly days: string | null
  readonly failures: readonly object[]
}

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  async *sync() {
    yield { records: [], cursor: null }
  },
})

const withPlays = defineIntegration({
  name: 'bracelet',
  displayName: 'Bracelet',
  version: '1.0.0',
  description: 'For tests.',
  auth: noAuth,
  streams: [...bracelet.definition.streams, plays],
})

/** Stores no plays: the integration needs a sink for them to run. */
const player: Plugin = {
  name: 'player',
  version: '1.0.0',
  registerServices: (context) =>
    context.contribute(recordSinks, {
      kind: 'media',
      prepare: () => async () => ({ inserted: 0, updated: 0, unchanged: 0 }),
    }),
}

describe('the calendar of coverage', () => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics({ integrations: [withPlays], plugins: [player] })
    const { ada } = server
    await server.database.transaction<MetricsTables, void>((trx) =>
      coverDates(
        trx,
        { userId: ada.id, source: 'bracelet', connectionId: null, stream: 'heart-rate' },
        { startDate: '2025-03-02', endDate: '2025-03-02' },
      ),
    )
    const steps = (date: string) => ({ field: 'steps', date, value: 1 })
    await ada.deliver([steps('2025-03-01'), steps('2025-03-06')], {
      covers: { startDate: '2025-03-01', endDate: '2025-03-02' },
    })
    await ada.fail({ startDate: '2025-03-03', endDate: '2025-03-04' })
    await ada.fail(
      { startDate: '2025-03-05', endDate: '2025-03-05' },
      { code: 'rate_limited', message: 'Wait.' },
    )
  })
  afterAll(() => server.stop())

  const ask = async (query: string, person: Person = server.ada) => {
    const reply = await person.get(`/api/metrics/coverage/calendar?${query}`)
    expect(reply.statusCode, reply.body).toBe(200)
    return reply.json<{ from: string; to: string; streams: Calendar[] }>()
  }

  test('has a letter for each day of each stream, and why days failed', async () => {
    const { streams } = await ask('from=2025-03-01&to=2025-03-07')
    const instant = expect.stringMatching(/^20.*Z$/)
    expect(streams).toEqual([
      {
        integration: 'bracelet',
        connectionId: null,
        stream: 'daily-activity',
        displayName: 'Activity',
        reports: 'reported',
        days: 'cefffpm',
        failures: [
          {
            from: '2025-03-03',
            to: '2025-03-04',
            code: 'upstream',
            message: 'It did not answer.',
            triedAt: instant,
          },
          { from: '2025-03-05', to: '2025-03-05', code: 'rate_limited', message: 'Wait.', triedAt: instant },
        ],
      },
      expect.objectContaining({ stream: 'sleep', reports: 'none_yet', days: 'mmmmmmm', failures: [] }),
      expect.objectContaining({ stream: 'heart-rate', reports: 'reported', days: 'mcmmmmm', failures: [] }),
      expect.objectContaining({ stream: 'plays', reports: 'unsupported', days: null, failures: [] }),
    ])
  })

  test('is of the year that ends today, and days to come are not yet', async () => {
    const { from, to, streams } = await ask('')
    expect(addDays(from, 365)).toBe(to)
    expect(streams[0]?.days).toHaveLength(366)
    const ahead = await ask(`from=${to}&to=${addDays(to, 2)}`)
    expect(ahead.streams[0]?.days).toBe('mnn')
  })

  test('is of each connection, or of one', async () => {
    const connectionId = randomUUID()
    await server.ada.deliver([{ field: 'steps', date: '2025-03-01', value: 2 }], {
      connectionId,
      covers: { startDate: '2025-03-01', endDate: '2025-03-01' },
    })
    const days = async (query: string) =>
      (await ask(`from=2025-03-01&to=2025-03-02&${query}`)).streams
        .filter(({ stream }) => stream === 'daily-activity')
        .map((stream) => [stream.connectionId, stream.days])
    expect(await days('')).toEqual([
      [null, 'ce'],
      [connectionId, 'cm'],
    ])
    expect(await days(`connectionId=${connectionId.toUpperCase()}`)).toEqual([[connectionId, 'cm']])
  })

  test('has nothing of another person', async () => {
    expect((await ask('from=2025-03-01&to=2025-03-07', server.bob)).streams).toEqual([])
  })

  test.each([
    ['integration=bracelets', 'KERNEL_UNKNOWN_VALUE', 'Did you mean "bracelet"?'],
    [`connectionId=${randomUUID()}`, 'KERNEL_UNKNOWN_VALUE', '`connectionId` is '],
    ['from=2025-01-01&to=2026-01-02', 'KERNEL_BAD_RANGE', 'at most 366'],
    ['from=2025-01-02&to=2025-01-01', 'KERNEL_BAD_RANGE', 'is after'],
  ])('the request %s is refused', async (query, code, detail) => {
    const reply = await server.ada.get(`/api/metrics/coverage/calendar?${query}`)
    expect(reply.json()).toMatchObject({ status: 400, code, detail: expect.stringContaining(detail) })
  })
})
