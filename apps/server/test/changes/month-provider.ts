import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  apiKey,
  dailyMetricStream,
  defineIntegration,
  eventStream,
  type Integration,
  measurementStream,
  mediaStream,
} from '@tributary/integration-kit'
import { Type } from 'typebox'

interface Dated {
  readonly date: string
  readonly version: number
}

/** What one account has. Deleted: `undefined`. */
type Records = Map<string, Dated | undefined>

const KINDS = ['plays', 'days', 'weights', 'workouts'] as const

/** A provider whose accounts gain, change and lose records from day to day. */
export class MonthProvider {
  readonly #accounts = new Map<string, Record<(typeof KINDS)[number], Records>>()
  readonly #server = createServer((request, response) => {
    const account = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const { pathname } = new URL(request.url ?? '', 'http://provider')
    const kind = KINDS.find((each) => pathname === `/v1/${each}`)
    const records = kind === undefined ? [] : [...this.#recordsOf(account)[kind]]
    response.setHeader('content-type', 'application/json')
    const items = records.flatMap(([id, record]) => (record === undefined ? [] : [{ id, ...record }]))
    const removed = records.flatMap(([id, record]) => (record === undefined ? [id] : []))
    response.end(JSON.stringify(kind === undefined ? { id: account } : { items, removed }))
  })

  async start(): Promise<Integration> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return month(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`)
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** What happens on a day. */
  live(account: string, date: string, random: () => number): void {
    for (const [kind, records] of Object.entries(this.#recordsOf(account))) {
      const news = kind === 'days' ? 1 : Math.floor(random() * 6)
      for (let n = 0; n < news; n++)
        records.set(kind === 'days' ? date : `${account}-${kind}-${date}-${n}`, { date, version: 0 })
      for (const [id, record] of records) {
        if (record !== undefined && random() < 0.06)
          records.set(id, { ...record, version: record.version + 1 })
        else if (random() < 0.03) records.set(id, record === undefined ? { date, version: 9 } : undefined)
      }
    }
  }

  #recordsOf(account: string) {
    const known = this.#accounts.get(account)
    if (known !== undefined) return known
    const made = { plays: new Map(), days: new Map(), weights: new Map(), workouts: new Map() }
    this.#accounts.set(account, made)
    return made
  }
}

const Answer = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), date: Type.String(), version: Type.Integer() })),
  removed: Type.Array(Type.String()),
})

function month(baseUrl: string): Integration {
  return defineIntegration({
    name: 'month',
    displayName: 'Month',
    version: '1.0.0',
    description: 'For tests: records that come, change and go.',
    auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Take any.'] }),
    api: { baseUrl },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    // No sync by itself.
    schedule: { everyMinutes: 24 * 60 },
    streams: [plays, days, weights, workouts],
  })
}

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  async *sync({ http }) {
    const { items, removed } = await http.get('/plays', { schema: Answer })
    const records = items.map(({ id, date, version }) => ({
      externalId: id,
      type: 'track' as const,
      title: `${id} ${version}`,
      occurredOn: date,
      durationSeconds: 0.1 + version,
      creators: ['Somebody'],
      raw: { id, version },
    }))
    yield { records, removed, cursor: null }
  },
})

const days = dailyMetricStream({
  id: 'days',
  displayName: 'Days',
  fields: {
    steps: { label: 'Steps', unit: 'steps', type: 'number' },
    bedTime: { label: 'Bed time', type: 'time' },
  },
  async *sync({ http }) {
    const { items, removed } = await http.get('/days', { schema: Answer })
    const records = items.flatMap(({ date, version }) => [
      { field: 'steps' as const, date, value: 1000 + version / 10 },
      { field: 'bedTime' as const, date, value: `2${version % 4}:00` },
    ])
    const withdrawn = removed.flatMap((date) => [
      { field: 'steps', date },
      { field: 'bedTime', date },
    ])
    yield { records, withdrawn, cursor: null }
  },
})

const weights = measurementStream({
  id: 'weights',
  displayName: 'Weights',
  fields: { weight: { label: 'Weight', unit: 'kg' } },
  async *sync({ http }) {
    const { items } = await http.get('/weights', { schema: Answer })
    const records = items.map(({ id, date, version }) => ({
      externalId: id,
      metric: 'weight' as const,
      measuredAt: `${date}T08:00:00Z`,
      value: 70.1 + version,
      unit: 'kg',
    }))
    yield { records, cursor: null }
  },
})

const workouts = eventStream({
  id: 'workouts',
  displayName: 'Workouts',
  types: { workout: { label: 'Workout' } },
  fields: { distance: { label: 'Distance', unit: 'km', type: 'number' } },
  async *sync({ http }) {
    const { items, removed } = await http.get('/workouts', { schema: Answer })
    const records = items.map(({ id, date, version }) => ({
      externalId: id,
      type: 'workout' as const,
      title: `Run ${version}`,
      startedAt: `${date}T08:00:00Z`,
      date,
      values: { distance: version + 0.3 },
      raw: { id },
    }))
    yield { records, removed, cursor: null }
  },
})
