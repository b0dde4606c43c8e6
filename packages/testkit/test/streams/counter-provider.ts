import {
  apiKey,
  dailyMetricStream,
  defineIntegration,
  type Integration,
  type MediaRecord,
  mediaStream,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { addDays, datesIn, utcDate } from '@tributary/integration-kit/dates'
import type { ApiDefinition } from '@tributary/integration-kit/host'
import { createProviderSimulator, keyProfile, type ProviderSimulator } from '@tributary/provider-simulator'
import { Type } from 'typebox'
import { StreamBench } from '../../src/streams/stream-bench.ts'

const API = 'https://api.counter.example'
const HOUR = 3_600_000
/** A note every six hours, from two weeks ago on. */
const NOTE_HOURS = 6
const PAST_HOURS = 14 * 24
const PAGE_NOTES = 9

interface Note {
  readonly id: string
  readonly at: string
}

const Notes = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), at: Type.String() })) })
const Days = Type.Object({ days: Type.Array(Type.Object({ date: Type.String(), count: Type.Number() })) })

/** Notes in the order in which they were taken, and how many hours of each day have passed. */
export async function startCounter(): Promise<ProviderSimulator> {
  const started = Date.now()
  const notesAt = (account: string, now: number): Note[] => {
    const count = Math.floor((now - started + PAST_HOURS * HOUR) / (NOTE_HOURS * HOUR))
    return Array.from({ length: count }, (_, index) => ({
      id: `${account}-${index}`,
      at: new Date(started - PAST_HOURS * HOUR + index * NOTE_HOURS * HOUR).toISOString(),
    }))
  }
  return createProviderSimulator({
    name: 'Counter',
    profile: keyProfile({ tokenOf: ({ headers }) => headers['x-key'] }),
    accounts: [
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ],
    routes: [
      {
        url: `${API}/notes`,
        handle({ account, now, query, dataFaults }) {
          const after = Number(query.get('after') ?? 0)
          const items = notesAt(account.id, now).slice(after, after + PAGE_NOTES)
          return { body: { items: dataFaults.has('duplicates') ? [...items, ...items.slice(-2)] : items } }
        },
      },
      {
        url: `${API}/days`,
        handle({ now, query }) {
          const dates = datesIn({ startDate: query.get('from') ?? '', endDate: query.get('to') ?? '' })
          const hoursOf = (date: string) => Math.min(24, Math.max(0, (now - Date.parse(date)) / HOUR))
          return { body: { days: dates.map((date) => ({ date, count: hoursOf(date) })) } }
        },
      },
    ],
  })
}

/** An integration that has this stream alone. */
export function counter(stream: Stream, api: Partial<ApiDefinition> = {}): Integration {
  return defineIntegration({
    name: 'counter',
    displayName: 'Counter',
    version: '1.0.0',
    description: 'For tests.',
    auth: apiKey({ header: 'x-key', howTo: ['Take any.'] }),
    api: { baseUrl: API, ...api },
    identify: async () => ({ id: '1' }),
    // No scheduled sync during a test.
    schedule: { everyMinutes: 24 * 60 },
    streams: [stream],
  })
}

/** The bench of an integration that has this stream alone. */
export async function benchOf(
  stream: Stream,
  api?: Partial<ApiDefinition>,
): Promise<StreamBench & AsyncDisposable> {
  const { definition } = counter(stream, api)
  const simulator = await startCounter()
  simulator.controls.clock.freeze()
  const bench = new StreamBench(definition, simulator, (account) => {
    const { accessToken } = simulator.controls.grant(account === undefined ? {} : { account })
    return { accessToken, credentials: { apiKey: accessToken } }
  })
  return Object.assign(bench, { [Symbol.asyncDispose]: () => simulator.stop() })
}

export async function fetchNotes({ http }: Pick<SyncContext, 'http'>, after: number): Promise<Note[]> {
  return (await http.get('/notes', { schema: Notes, query: { after } })).items
}

/** Notes of a page that comes twice are told apart by their ids. */
export function noteRecord({ id, at }: Note): MediaRecord {
  return { externalId: id, type: 'article', title: id, occurredOn: at.slice(0, 10), raw: { id } }
}

/** A stream of media by its `sync`. */
export function notes(sync: NonNullable<Stream<MediaRecord>['sync']>): Stream {
  return mediaStream({ id: 'notes', displayName: 'Notes', sync }) as Stream
}

/** Reads the notes from its cursor on, as it should be. */
export const goodNotes = notes(async function* (context) {
  for (let after = Number(context.cursor ?? 0); ; ) {
    const items = await fetchNotes(context, after)
    if (items.length === 0) return
    after += new Set(items.map(({ id }) => id)).size
    yield { records: items.map(noteRecord), cursor: after }
  }
})

/** A stream of days that covers those up to so many days before today, and reads none before `from` again. */
export function days({
  coveredDaysAgo,
  from,
}: {
  coveredDaysAgo: number
  from?: (cursor: unknown) => string | undefined
}): Stream {
  return dailyMetricStream({
    id: 'days',
    displayName: 'Days',
    fields: { count: { label: 'Count', type: 'number' } },
    async *sync({ http, window, cursor, now }) {
      const today = utcDate(now())
      const startDate = from?.(cursor) ?? window.startDate
      const endDate = window.endDate < today ? window.endDate : today
      if (startDate > endDate) return
      const { days: found } = await http.get('/days', {
        schema: Days,
        query: { from: startDate, to: endDate },
      })
      yield {
        records: found.map(({ date, count }) => ({ field: 'count', date, value: count })),
        cursor: addDays(endDate, 1),
        covers: { startDate: window.startDate, endDate: addDays(endDate, -coveredDaysAgo) },
      }
    },
  }) as Stream
}
