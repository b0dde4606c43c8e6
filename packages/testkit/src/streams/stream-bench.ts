import { type IntegrationError, isIntegrationError, type Page, type Stream } from '@tributary/integration-kit'
import { addDays, type DateRange } from '@tributary/integration-kit/dates'
import {
  historyWindow,
  type IntegrationDefinition,
  type JsonValue,
  syncWindow,
} from '@tributary/integration-kit/host'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { type SyncRun, syncPages } from '../collect-synced-pages.ts'
import { clockBudget } from './clock-budget.ts'
import { StoredRecords } from './stored-records.ts'

/** More pages than any stream has in a test. */
const MOST_PAGES = 1000
/** A stream that yields the same page this often in a row does not end. */
const SAME_PAGES = 3
/** A back-fill of years is the same as one of weeks, and takes longer. */
const BACKFILL_DAYS = 45
/** A day of measurements has as many records as years of daily values. */
const MEASURED_DAYS = 3
const DAY_SECONDS = 86_400

/** The inputs of a run for reading an account. */
export type Access = Pick<SyncRun, 'accessToken' | 'credentials' | 'config' | 'connection'>

/** How a part of a stream is read. */
export interface Reading {
  readonly window: DateRange
  readonly kind?: NonNullable<SyncRun['kind']>
  readonly cursor?: JsonValue | undefined
  /** Killed after this many pages, while the next one is being read. Default: reads to the end. */
  readonly pages?: number
  /** An account by its id. Default: the first. */
  readonly account?: string | undefined
}

/** The result: the pages before an error, and the error. */
export interface ReadResult {
  readonly pages: readonly Page<unknown>[]
  /** Whether the stream has ended. */
  readonly isEnded: boolean
  readonly error?: IntegrationError
}

/** Reads the streams of an integration against its simulated provider, without a server. */
export class StreamBench {
  readonly #definition: IntegrationDefinition
  readonly #access: (account: string | undefined) => Access
  readonly simulator: ProviderSimulator

  constructor(
    definition: IntegrationDefinition,
    simulator: ProviderSimulator,
    access: (account: string | undefined) => Access,
  ) {
    this.#definition = definition
    this.#access = access
    this.simulator = simulator
  }

  /** Milliseconds since 1970, on the simulator's clock. */
  now(): number {
    return this.simulator.controls.clock.now()
  }

  /** The window of a sync now; of measurements its newest days. */
  window({ kind }: Stream): DateRange {
    const all = syncWindow(this.#definition, new Date(this.now()))
    return kind === 'measurement' ? newestDays(all, MEASURED_DAYS) : all
  }

  /** The newest dates of a back-fill: of the history, or without one, of the dates that a server has missed while it was off. */
  backfillWindow({ kind }: Stream): DateRange {
    const now = new Date(this.now())
    const { startDate } = syncWindow(this.#definition, now)
    const missed = { startDate: addDays(startDate, -BACKFILL_DAYS), endDate: addDays(startDate, -1) }
    const all = historyWindow(this.#definition, { connectedAt: now, now }) ?? missed
    return newestDays(all, kind === 'measurement' ? MEASURED_DAYS : BACKFILL_DAYS)
  }

  /** Reads a stream. Rejects if it does not end, and with errors other than `IntegrationError`. */
  async read(stream: Stream, { pages: most, account, ...reading }: Reading): Promise<ReadResult> {
    const { rateClock } = this.simulator.controls
    // A run does not use the limits of the next one.
    rateClock.advance(DAY_SECONDS)
    const run: SyncRun = {
      definition: this.#definition,
      simulator: this.simulator,
      ...this.#access(account),
      ...reading,
      budget: clockBudget(this.#definition, rateClock),
    }
    const pages: Page<unknown>[] = []
    try {
      for await (const page of syncPages(stream, run)) {
        if (pages.length === most) return { pages, isEnded: false }
        pages.push(page)
        refuseEndless(stream, pages)
      }
    } catch (error) {
      if (!isIntegrationError(error)) throw error
      return pages.length === most ? { pages, isEnded: false } : { pages, isEnded: false, error }
    }
    return { pages, isEnded: true }
  }

  /** All pages of a stream. Rejects with its error. */
  async readAll(stream: Stream, reading: Omit<Reading, 'pages'>): Promise<readonly Page<unknown>[]> {
    const { pages, error } = await this.read(stream, reading)
    if (error !== undefined)
      throw new Error(`the stream "${stream.id}" has failed by itself: ${error.code}: ${error.message}`, {
        cause: error,
      })
    return pages
  }
}

/** The records resulting from some pages of a stream. */
export function storedOf(stream: Stream, ...pages: readonly (readonly Page<unknown>[])[]): StoredRecords {
  return new StoredRecords(stream, pages.flat())
}

/** The cursor of the next run: that of the last committed page, through JSON. */
export function cursorAfter(pages: readonly Page<unknown>[]): JsonValue | undefined {
  const last = pages.at(-1)
  return last && (JSON.parse(JSON.stringify(last.cursor)) as JsonValue)
}

function refuseEndless(stream: Stream, pages: readonly Page<unknown>[]): void {
  const same = new Set(pages.slice(-SAME_PAGES).map((page) => JSON.stringify(page)))
  const repeats = pages.length >= SAME_PAGES && same.size === 1
  if (!repeats && pages.length < MOST_PAGES) return
  const what = repeats ? `yields the same page again and again` : `has yielded ${MOST_PAGES} pages`
  throw new Error(
    `the stream "${stream.id}" ${what} and does not end; its cursor is ${JSON.stringify(pages.at(-1)?.cursor)}`,
  )
}

function newestDays({ startDate, endDate }: DateRange, days: number): DateRange {
  const first = addDays(endDate, 1 - days)
  return { startDate: first > startDate ? first : startDate, endDate }
}
