import { Readable } from 'node:stream'
import type { ExportFormat } from '@tributary/core'
import type { Kysely } from 'kysely'
import { csvCell } from '../export-values.ts'
import type { MetricsTables } from '../tables.ts'
import { type EventFilter, listEvents } from './event-store.ts'
import { viewEvent } from './event-view.ts'

/** Rows per read, all of them in memory. */
const PAGE_ROWS = 500

const CSV_COLUMNS = [
  'date',
  'startedAt',
  'endedAt',
  'type',
  'title',
  'integration',
  'stream',
  'connectionId',
  'externalId',
  'values',
  'updatedAt',
] as const

type ExportedEvent = ReturnType<typeof viewEvent>

interface EventExport {
  readonly userId: string
  readonly filter: EventFilter
  /** Called with the number of records of each page. */
  readonly onRecords?: ((count: number) => void) | undefined
}

/** All of a user's events that match the filter, as text, newest first, with one page in memory at a time. */
export function exportEvents(
  db: Kysely<MetricsTables>,
  query: EventExport & { readonly format: ExportFormat },
): Readable {
  const pages = pagesOf(db, query)
  return Readable.from(query.format === 'csv' ? csvOf(pages) : jsonLinesOf(pages), { objectMode: false })
}

async function* pagesOf(
  db: Kysely<MetricsTables>,
  { userId, filter, onRecords }: EventExport,
): AsyncGenerator<ExportedEvent[]> {
  let cursor: string | undefined
  do {
    const page = await listEvents(db, { userId, filter, cursor, limit: PAGE_ROWS })
    if (page.items.length > 0) yield page.items.map(viewEvent)
    onRecords?.(page.items.length)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

async function* jsonLinesOf(pages: AsyncIterable<ExportedEvent[]>): AsyncGenerator<string> {
  for await (const events of pages) yield events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

async function* csvOf(pages: AsyncIterable<ExportedEvent[]>): AsyncGenerator<string> {
  yield `${CSV_COLUMNS.join(',')}\r\n`
  for await (const events of pages) yield events.map((event) => `${lineOf(event)}\r\n`).join('')
}

function lineOf(event: ExportedEvent): string {
  return CSV_COLUMNS.map((column) =>
    csvCell(column === 'values' ? JSON.stringify(event.values) : event[column]),
  ).join(',')
}
