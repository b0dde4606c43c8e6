import {
  dailyMetricStream,
  defineIntegration,
  IntegrationError,
  mediaStream,
  noAuth,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProviderSimulator, keyProfile, type ProviderSimulator } from '../src/simulator/index.ts'
import { StreamBench } from '../src/streams/stream-bench.ts'
import {
  checkBackfill,
  checkDuplicates,
  checkFault,
  checkOtherWindow,
  checkResumes,
  checkToday,
} from '../src/streams/stream-checks.ts'

const BASE = 'https://songs.example'
const Songs = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), day: Type.String() })) })

/** Ten songs a page, by position; a page of duplicates has each of them twice. */
const startSongs = async () =>
  createProviderSimulator({
    name: 'Songs',
    profile: keyProfile({ scheme: 'Bearer' }),
    accounts: [{ id: 'ada', name: 'Ada' }],
    now: () => Date.parse('2026-11-28T12:00:00Z'),
    routes: [
      {
        url: `${BASE}/songs`,
        handle: ({ query, dataFaults, now }) => {
          const from = Number(query.get('from') ?? 0)
          const most = query.get('day') === null ? 30 : 30 + Math.floor(now / 86_400_000)
          const items = Array.from({ length: Math.min(10, Math.max(0, most - from)) }, (_, index) => ({
            id: `song-${from + index}`,
            day: new Date(now).toISOString().slice(0, 10),
          }))
          return { body: { items: dataFaults.has('duplicates') ? [...items, ...items] : items } }
        },
      },
    ],
  })

type Sync = (context: SyncContext) => ReturnType<NonNullable<Stream['sync']>>

const songs = (sync: Sync) => mediaStream({ id: 'songs', displayName: 'Songs', sync: sync as never })
const recordOf = ({ id, day }: { id: string; day: string }) => ({
  externalId: id,
  type: 'track' as const,
  title: id,
  occurredOn: day,
  raw: {},
})
const fetchSongs = async ({ http }: SyncContext, from: number) =>
  (await http.get('/songs', { schema: Songs, query: { from } })).items

/** Reads from its cursor on, and says after each page where it is. */
const honest = songs(async function* (context) {
  let from = Number(context.cursor ?? 0)
  for (;;) {
    const items = await fetchSongs(context, from)
    if (items.length === 0) return
    from += 10
    yield { records: items.map(recordOf), cursor: from }
  }
})

/** Takes the page after the one it was killed in for read. */
const losing = songs(async function* (context) {
  let from = Number(context.cursor ?? 0)
  for (;;) {
    const items = await fetchSongs(context, from)
    if (items.length === 0) return
    from += 10
    yield { records: items.map(recordOf), cursor: from + 10 }
  }
})

/** Ends where the provider is in trouble, as if there were no more. */
const swallowing = songs(async function* (context) {
  for (let from = Number(context.cursor ?? 0); from < 30; from += 10) {
    const items = await fetchSongs(context, from).catch(() => [])
    yield { records: items.map(recordOf), cursor: from + 10 }
  }
})

/** Takes trouble for a refusal of its data. */
const misnaming = songs(async function* (context) {
  const items = await fetchSongs(context, 0).catch(() => {
    throw new IntegrationError('invalid_data', 'It is wrong.')
  })
  yield { records: items.map(recordOf), cursor: null }
})

/** Makes another record of what comes again. */
const counting = songs(async function* (context) {
  const items = await fetchSongs(context, 0)
  yield {
    records: items.map((item, index) => ({ ...recordOf(item), externalId: `${item.id}-${index}` })),
    cursor: null,
  }
})

/** Reads each window once. */
const once = songs(async function* (context) {
  if (context.cursor !== undefined) return
  const items = await fetchSongs(context, 0)
  yield { records: items.map(recordOf), cursor: 'all' }
})

/** Comes back to its beginning. */
const circling = songs(async function* (context) {
  for (let turn = 0; turn < 3; turn += 1) {
    const items = await fetchSongs(context, 0)
    yield { records: items.map(recordOf), cursor: 0 }
  }
})

const endless = songs(async function* () {
  for (let page = 0; ; page += 1) yield { records: [], cursor: page }
})

const hasty = dailyMetricStream({
  id: 'songs',
  displayName: 'Songs',
  fields: { songs: { label: 'Songs', type: 'number' } },
  async *sync({ window }) {
    yield {
      records: [{ field: 'songs', date: window.endDate, value: 1 }],
      cursor: null,
      covers: { startDate: window.startDate, endDate: window.endDate },
    }
  },
})

describe('the checks of a stream', () => {
  let simulator: ProviderSimulator
  beforeAll(async () => {
    simulator = await startSongs()
  })
  afterAll(async () => simulator.stop())

  const checked = (stream: Stream) => {
    const { definition } = defineIntegration({
      name: 'songs',
      displayName: 'Songs',
      version: '1.0.0',
      description: 'Songs',
      auth: noAuth,
      api: { baseUrl: BASE },
      schedule: { backfillDays: 30 },
      streams: [stream],
    })
    const { accessToken } = simulator.controls.grant()
    return { stream, simulator, bench: () => new StreamBench(definition, simulator, { accessToken }) }
  }
  const unavailable = { name: '503', fault: { kind: 'status', status: 503 }, code: 'upstream' } as const

  test('pass where it keeps the contract', async () => {
    const stream = checked(honest)
    await checkResumes(stream)
    await checkFault(stream, unavailable)
    await checkFault(stream, { name: 'cut', fault: { kind: 'cut' }, code: 'upstream' })
    await checkDuplicates(stream)
    expect(await checkBackfill(stream)).toBe(true)
  })

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['loses a page after a kill', () => checkResumes(checked(losing)), /killed after page 1/],
    [
      'loses what it could not read',
      () => checkFault(checked(swallowing), unavailable),
      /status after page 0/,
    ],
    ['names trouble wrongly', () => checkFault(checked(misnaming), unavailable), /invalid_data|upstream/],
    ['counts what comes twice', () => checkDuplicates(checked(counting)), /with every item twice/],
    ['reads nothing of another window', () => checkOtherWindow(checked(oncePerDay())), /other dates/],
    ['reads nothing of the next day', () => checkToday(checked(once)), /the next day/],
    ['covers today', () => checkToday(checked(hasty)), /2026-11-29 is covered on 2026-11-28/],
    ['comes back to where it was', () => checkBackfill(checked(circling)), /cursors repeat/],
    ['does not end', () => checkBackfill(checked(endless)), /does not end/],
  ])('fail where it %s', async (_, check, says) => {
    await expect(check()).rejects.toThrow(says)
  })
})

/** Each date is a record, and a second window is not read. */
function oncePerDay(): Stream {
  return songs(async function* (context) {
    if (context.cursor !== undefined) return
    yield {
      records: [recordOf({ id: context.window.endDate, day: context.window.endDate })],
      cursor: 'all',
    }
  })
}
