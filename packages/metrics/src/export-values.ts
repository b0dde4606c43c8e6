import { Readable } from 'node:stream'
import type { ExportFormat } from '@tributary/core'
import type { MetricValue } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import type { MetricsTables } from './tables.ts'
import { listAllValues } from './value-store.ts'
import { viewValue } from './value-view.ts'

/** Rows per read, all of them in memory. */
const PAGE_ROWS = 500

interface ExportQuery {
  readonly userId: string
  readonly metrics?: readonly string[] | undefined
  readonly notIntegrations?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly updatedSince?: Date | undefined
  /** Called with the number of records of each page. */
  readonly onRecords?: ((count: number) => void) | undefined
}

const CSV_COLUMNS = [
  'date',
  'metric',
  'integration',
  'connectionId',
  'value',
  'unit',
  'type',
  'updatedAt',
] as const

/** All of a user's daily values of all origins that match the filter, as text, with one page in memory at a time. */
export function exportValues(
  db: Kysely<MetricsTables>,
  query: ExportQuery & { readonly format: ExportFormat },
): Readable {
  const pages = valuesOf(db, query)
  return Readable.from(query.format === 'csv' ? csvOf(pages) : jsonLinesOf(pages), { objectMode: false })
}

type ExportedValue = ReturnType<typeof viewValue>

async function* valuesOf(db: Kysely<MetricsTables>, query: ExportQuery): AsyncGenerator<ExportedValue[]> {
  let cursor: string | undefined
  do {
    const page = await listAllValues(db, { ...query, cursor, limit: PAGE_ROWS })
    if (page.items.length > 0) yield page.items.map(viewValue)
    query.onRecords?.(page.items.length)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

async function* jsonLinesOf(pages: AsyncIterable<ExportedValue[]>): AsyncGenerator<string> {
  for await (const values of pages) yield values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

async function* csvOf(pages: AsyncIterable<ExportedValue[]>): AsyncGenerator<string> {
  yield `${CSV_COLUMNS.join(',')}\r\n`
  for await (const values of pages) {
    yield values
      .map((value) => `${CSV_COLUMNS.map((column) => csvCell(value[column])).join(',')}\r\n`)
      .join('')
  }
}

/**
 * One cell according to RFC 4180. Spreadsheets execute text that starts like a formula, so such text is prefixed with an
 * apostrophe (OWASP, CSV injection).
 */
export function csvCell(value: MetricValue | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
