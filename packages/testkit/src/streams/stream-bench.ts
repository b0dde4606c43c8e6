import { type IntegrationError, isIntegrationError, type Page, type Stream } from '@tributary/integration-kit'
import { addDays, type DateRange } from '@tributary/integration-kit/dates'
import {
  historyWindow,
  type IntegrationDefinition,
  type JsonValue,
  syncWindow,
} from '@tributary/integration-kit/host'
import { type SyncRun, syncPages } from '../collect-synced-pages.ts'
import type { ProviderSimulator } from '../simulator/index.ts'
import { clockBudget } from './clock-budget.ts'

/** More pages than any stream has in a test: it does not come to an end. */
const MOST_PAGES = 2000
/** A back-fill of years is the same as one of weeks, and takes longer. */
const BACKFILL_DAYS = 45
/** A day of measurements has as many records as years of daily values. */
const MEASURED_DAYS = 3

/** How a part of a stream is read. */
export interface Reading {
  readonly window: DateRange
  readonly kind?: SyncRun['kind']
  readonly cursor?: JsonValue | undefined
  /** Stops after so many pages, as a process that is killed does. Default: reads to the end. */
  readonly pages?: number
  /** Called after each page. */
  readonly onPage?: (page: number) => void
}

/** What was read: the pages before an error, and the error. */
export interface ReadResult {
  readonly pages: readonly Page<unknown>[]
  readonly error?: IntegrationError
}

/** Reads the streams of one account against its simulated provider, without a server. */
export class StreamBench {
  readonly #definition: IntegrationDefinition
  readonly #simulator: ProviderSimulator
  readonly #access: Pick<SyncRun, 'accessToken' | 'credentials'>

  constructor(
    definition: IntegrationDefinition,
    simulator: ProviderSimulator,
    access: Pick<SyncRun, 'accessToken' | 'credentials'>,
  ) {
    this.#definition = definition
    this.#simulator = simulator
    this.#access = access
  }

  /** The window of a sync now; of measurements its newest days. */
  window({ kind }: Stream): DateRange {
    const all = syncWindow(this.#definition, new Date(this.#simulator.controls.clock.now()))
    return kind === 'measurement' ? newestDays(all, MEASURED_DAYS) : all
  }

  /** The newest dates of the back-fill; `undefined` where the integration has none. */
  backfillWindow({ kind }: Stream): DateRange | undefined {
    const now = new Date(this.#simulator.controls.clock.now())
    const all = historyWindow(this.#definition, { connectedAt: now, now })
    return all && newestDays(all, kind === 'measurement' ? MEASURED_DAYS : BACKFILL_DAYS)
  }

  /** Reads a stream. Rejects where it does not end, or throws what is no `IntegrationError`. */
  async read(
    stream: Stream,
    { window, kind = 'sync', cursor, pages: most, onPage }: Reading,
  ): Promise<ReadResult> {
    const { clock } = this.#simulator.controls
    const run: SyncRun = {
      definition: this.#definition,
      simulator: this.#simulator,
      ...this.#access,
      kind,
      window,
      cursor,
      budget: clockBudget(this.#definition, clock),
    }
    const pages: Page<unknown>[] = []
    if (most === 0) return { pages }
    try {
      for await (const page of syncPages(stream, run)) {
        pages.push(page)
        onPage?.(pages.length)
        if (pages.length === most) return { pages }
        if (pages.length > MOST_PAGES)
          throw new Error(
            `the stream "${stream.id}" has yielded ${MOST_PAGES} pages and does not end; its last cursor is ${JSON.stringify(page.cursor)}`,
          )
      }
    } catch (error) {
      if (!isIntegrationError(error)) throw error
      return { pages, error }
    }
    return { pages }
  }
}

function newestDays({ startDate, endDate }: DateRange, days: number): DateRange {
  const first = addDays(endDate, 1 - days)
  return { startDate: first > startDate ? first : startDate, endDate }
}
