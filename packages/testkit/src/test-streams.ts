import type { Page, Stream } from '@tributary/integration-kit'
import { addDays, utcDate } from '@tributary/integration-kit/dates'
import type { IntegrationDefinition, JsonValue } from '@tributary/integration-kit/host'
import { describe, expect, test } from 'vitest'
import type { SyncRun } from './collect-synced-pages.ts'
import type { Fault, ProviderSimulator } from './simulator/index.ts'
import { storedOf } from './streams/stored-records.ts'
import { StreamBench } from './streams/stream-bench.ts'

/** The streams of an integration, and the account that they are read of. */
export interface StreamsCase {
  readonly definition: IntegrationDefinition
  readonly simulator: () => ProviderSimulator
  /** Of the first account of the simulator. */
  readonly access: () => Pick<SyncRun, 'accessToken' | 'credentials'>
}

/** After so many of its first pages a stream is killed; its later pages are like them. */
const KILLS = 4

const FAULTS: readonly {
  readonly name: string
  readonly fault: Fault
  readonly code: string
  readonly wait?: number
}[] = [
  {
    name: '429 with a time',
    fault: { kind: 'status', status: 429, retryAfter: 40 },
    code: 'rate_limit',
    wait: 40,
  },
  { name: '429 without a time', fault: { kind: 'status', status: 429 }, code: 'rate_limit' },
  { name: '503', fault: { kind: 'status', status: 503 }, code: 'upstream' },
  { name: 'an answer that is cut off', fault: { kind: 'cut' }, code: 'upstream' },
]

/** The part of the contract that is about each stream that reads from the provider, run without a server. */
export function testStreams({ definition, simulator, access }: StreamsCase): void {
  const streams = definition.streams.filter((stream): stream is Stream => stream.sync !== undefined)
  describe.each(streams)('its stream $id', (stream) => {
    const bench = () => new StreamBench(definition, simulator(), access())

    test('goes on after each of its pages as if it had never stopped', async () => {
      const own = bench()
      const window = own.window(stream)
      const { pages } = await complete(own.read(stream, { window }))
      for (const killed of pages.slice(0, KILLS).keys()) {
        const before = pages.slice(0, killed + 1)
        const after = await complete(own.read(stream, { window, cursor: cursorAfter(before) }))
        expectSame([...before, ...after.pages], pages, `killed after page ${killed + 1}`)
      }
    })

    test('brings all of another window after it was killed in one', async () => {
      const own = bench()
      const window = own.window(stream)
      const other = { startDate: addDays(window.startDate, 1), endDate: addDays(window.endDate, 1) }
      const whole = await complete(own.read(stream, { window: other }))
      const { pages } = await complete(own.read(stream, { window }))
      for (const killed of pages.slice(0, KILLS).keys()) {
        const before = pages.slice(0, killed + 1)
        const after = await complete(own.read(stream, { window: other, cursor: cursorAfter(before) }))
        const stored = new Map(storedOf([...before, ...after.pages]).list())
        const missing = storedOf(whole.pages)
          .list()
          .filter(([key]) => !stored.has(key))
        expect(missing, `missing after a kill at page ${killed + 1} and a sync of other dates`).toEqual([])
      }
    })

    test.each(FAULTS)('loses nothing by $name', async ({ fault, code, wait }) => {
      const own = bench()
      const window = own.window(stream)
      const whole = await complete(own.read(stream, { window }))
      for (const afterPage of [0, 1]) {
        const { controls } = simulator()
        const inject = () => controls.inject({ ...fault, path: '*' })
        if (afterPage === 0) inject()
        const onPage = (page: number) => (page === afterPage ? inject() : undefined)
        const broken = await own.read(stream, { window, onPage })
        const met = controls.faults().length === 0
        controls.clearFaults()
        // A stream of several parts may go on without one; what it leaves out is what the comparison below finds.
        const { error } = broken
        if (met && error !== undefined)
          expect(error).toMatchObject({ code, ...(wait && { retryAfterSeconds: wait }) })
        const rest = await complete(own.read(stream, { window, cursor: cursorAfter(broken.pages) }))
        expectSame([...broken.pages, ...rest.pages], whole.pages, `${fault.kind} after page ${afterPage}`)
      }
    })

    test('takes what the provider delivers twice for one', async () => {
      const own = bench()
      const window = own.window(stream)
      const whole = await complete(own.read(stream, { window }))
      const { controls } = simulator()
      controls.inject({ kind: 'duplicates', times: 50 })
      const doubled = await own.read(stream, { window })
      controls.clearFaults()
      expect(doubled.error).toBeUndefined()
      expectSame(doubled.pages, whole.pages, 'with every item twice')
    })

    test('never counts today as read, and brings what comes later in the day', async () => {
      const own = bench()
      const { clock } = simulator().controls
      const window = own.window(stream)
      const { pages } = await complete(own.read(stream, { window }))
      const today = utcDate(new Date(clock.now()))
      for (const { covers } of pages)
        if (covers !== undefined)
          expect(covers.endDate <= today, `${covers.endDate} is covered on ${today}`).toBe(true)
      clock.advance(86_400)
      try {
        // With tokens of that day.
        const tomorrow = bench()
        const next = tomorrow.window(stream)
        const fresh = await complete(tomorrow.read(stream, { window: next }))
        const later = await complete(tomorrow.read(stream, { window: next, cursor: cursorAfter(pages) }))
        const stored = new Map(storedOf([...pages, ...later.pages]).list())
        for (const [key, record] of storedOf(fresh.pages).list())
          expect([key, stored.get(key)]).toEqual([key, record])
      } finally {
        clock.advance(-86_400)
      }
    })

    test('has a back-fill that ends, and goes on where it was interrupted', async ({ skip }) => {
      const own = bench()
      const window = own.backfillWindow(stream)
      if (window === undefined) return skip('the schedule of the integration has no back-fill')
      const whole = await complete(own.read(stream, { window, kind: 'backfill' }))
      expectProgress(whole.pages)
      const first = whole.pages.slice(0, 1)
      const rest = await complete(own.read(stream, { window, kind: 'backfill', cursor: cursorAfter(first) }))
      expectSame([...first, ...rest.pages], whole.pages, 'a back-fill that goes on after its first page')
    })
  })
}

/** The cursor that a run finds: of the last page that was committed. */
function cursorAfter(pages: readonly Page<unknown>[]): JsonValue | undefined {
  return pages.at(-1)?.cursor
}

async function complete(
  reading: ReturnType<StreamBench['read']>,
): Promise<{ pages: readonly Page<unknown>[] }> {
  const { pages, error } = await reading
  if (error !== undefined) throw error
  return { pages }
}

/** The records that two runs leave behind are the same; rejections are shown with their reasons where not. */
function expectSame(pages: readonly Page<unknown>[], expected: readonly Page<unknown>[], what: string): void {
  const rejected = pages.flatMap((page) => page.rejected ?? []).map(({ reason }) => reason)
  const hint = rejected.length === 0 ? '' : `; rejected: ${[...new Set(rejected)].slice(0, 5).join('; ')}`
  expect(storedOf(pages).list(), `${what}${hint}`).toEqual(storedOf(expected).list())
}

/** A back-fill that comes back to where it was would run for ever. */
function expectProgress(pages: readonly Page<unknown>[]): void {
  const cursors = pages.map(({ cursor }) => JSON.stringify(cursor)).filter((cursor) => cursor !== 'null')
  expect(new Set(cursors).size, `cursors repeat: ${cursors.slice(0, 10).join(', ')}`).toBe(cursors.length)
}
