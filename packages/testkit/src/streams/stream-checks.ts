import type { Page, Stream } from '@tributary/integration-kit'
import { addDays, utcDate } from '@tributary/integration-kit/dates'
import type { JsonValue } from '@tributary/integration-kit/host'
import { expect } from 'vitest'
import type { Fault, ProviderSimulator } from '../simulator/index.ts'
import { storedOf } from './stored-records.ts'
import type { ReadResult, StreamBench } from './stream-bench.ts'

/** A stream, the provider that it reads from, and what reads it; a new one has tokens of its time. */
export interface CheckedStream {
  readonly stream: Stream
  readonly simulator: ProviderSimulator
  readonly bench: () => StreamBench
}

/** Trouble of a provider, and the error that it has to become. */
export interface FaultCase {
  readonly name: string
  readonly fault: Fault
  readonly code: string
  /** In seconds, where the provider says how long. */
  readonly wait?: number
}

/** After so many of its first pages a stream is killed; its later pages are like them. */
const KILLS = 4

/** Killed after a page and resumed in the same window, it leaves the same records as a run that was not. */
export async function checkResumes({ stream, bench }: CheckedStream): Promise<void> {
  const own = bench()
  const window = own.window(stream)
  const { pages } = await complete(own.read(stream, { window }))
  for (const killed of pages.slice(0, KILLS).keys()) {
    const before = pages.slice(0, killed + 1)
    const after = await complete(own.read(stream, { window, cursor: cursorAfter(before) }))
    expectSame([...before, ...after.pages], pages, `killed after page ${killed + 1}`)
  }
}

/** Killed after a page, it brings all of another window. */
export async function checkOtherWindow({ stream, bench }: CheckedStream): Promise<void> {
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
}

/** Trouble before its first page, and after it, becomes the right error, and the next run brings what is missing. */
export async function checkFault(
  { stream, simulator, bench }: CheckedStream,
  { fault, code, wait }: FaultCase,
): Promise<void> {
  const own = bench()
  const window = own.window(stream)
  const whole = await complete(own.read(stream, { window }))
  for (const afterPage of [0, 1]) {
    const { controls } = simulator
    const inject = () => controls.inject({ ...fault, path: '*' })
    if (afterPage === 0) inject()
    const broken = await own.read(stream, { window, onPage: (page) => page === afterPage && inject() })
    const met = controls.faults().length === 0
    controls.clearFaults()
    // A stream of several parts may go on without one; what it leaves out is what the comparison below finds.
    const { error } = broken
    if (met && error !== undefined)
      expect(error).toMatchObject({ code, ...(wait && { retryAfterSeconds: wait }) })
    const rest = await complete(own.read(stream, { window, cursor: cursorAfter(broken.pages) }))
    expectSame([...broken.pages, ...rest.pages], whole.pages, `${fault.kind} after page ${afterPage}`)
  }
}

/** What the provider delivers twice is one record. */
export async function checkDuplicates({ stream, simulator, bench }: CheckedStream): Promise<void> {
  const own = bench()
  const window = own.window(stream)
  const whole = await complete(own.read(stream, { window }))
  simulator.controls.inject({ kind: 'duplicates', times: 50 })
  const doubled = await own.read(stream, { window })
  simulator.controls.clearFaults()
  expect(doubled.error).toBeUndefined()
  expectSame(doubled.pages, whole.pages, 'with every item twice')
}

/** Today is not over: it is never covered, and a sync of the next day brings what came after the one of today. */
export async function checkToday({ stream, simulator, bench }: CheckedStream): Promise<void> {
  const own = bench()
  const { clock } = simulator.controls
  const { pages } = await complete(own.read(stream, { window: own.window(stream) }))
  const today = utcDate(new Date(clock.now()))
  for (const { covers } of pages)
    if (covers !== undefined)
      expect(covers.endDate <= today, `${covers.endDate} is covered on ${today}`).toBe(true)
  clock.advance(DAY_SECONDS)
  try {
    const tomorrow = bench()
    const window = tomorrow.window(stream)
    const fresh = await complete(tomorrow.read(stream, { window }))
    const later = await complete(tomorrow.read(stream, { window, cursor: cursorAfter(pages) }))
    const stored = new Map(storedOf([...pages, ...later.pages]).list())
    for (const [key, record] of storedOf(fresh.pages).list())
      expect([key, stored.get(key)], 'after the sync of the next day').toEqual([key, record])
  } finally {
    clock.advance(-DAY_SECONDS)
  }
}

const DAY_SECONDS = 86_400

/** A back-fill ends, moves on with each page, and goes on where it was interrupted. Resolves to `false` where there is none. */
export async function checkBackfill({ stream, bench }: CheckedStream): Promise<boolean> {
  const own = bench()
  const window = own.backfillWindow(stream)
  if (window === undefined) return false
  const whole = await complete(own.read(stream, { window, kind: 'backfill' }))
  const cursors = whole.pages
    .map(({ cursor }) => JSON.stringify(cursor))
    .filter((cursor) => cursor !== 'null')
  expect(new Set(cursors).size, `cursors repeat: ${cursors.slice(0, 10).join(', ')}`).toBe(cursors.length)
  const first = whole.pages.slice(0, 1)
  const rest = await complete(own.read(stream, { window, kind: 'backfill', cursor: cursorAfter(first) }))
  expectSame([...first, ...rest.pages], whole.pages, 'a back-fill that goes on after its first page')
  return true
}

/** The cursor that a run finds: of the last page that was committed. */
function cursorAfter(pages: readonly Page<unknown>[]): JsonValue | undefined {
  return pages.at(-1)?.cursor
}

async function complete(reading: Promise<ReadResult>): Promise<{ pages: readonly Page<unknown>[] }> {
  const { pages, error } = await reading
  if (error !== undefined) throw error
  return { pages }
}

/** The records that two runs leave behind are the same; the reasons of rejections are shown where they are not. */
function expectSame(pages: readonly Page<unknown>[], expected: readonly Page<unknown>[], what: string): void {
  const reasons = new Set(pages.flatMap(({ rejected = [] }) => rejected.map(({ reason }) => reason)))
  const hint = reasons.size === 0 ? '' : `; rejected: ${[...reasons].slice(0, 5).join('; ')}`
  expect(storedOf(pages).list(), `${what}${hint}`).toEqual(storedOf(expected).list())
}
