import { Readable } from 'node:stream'
import type { ExportFormat } from '@tributary/core'
import type { Kysely } from 'kysely'
import { type ItemFilter, listItems } from './item-store.ts'
import { type MediaItem, viewItem } from './media-item.ts'
import type { LibraryTables } from './tables.ts'

/** Rows per read, all of them in memory. */
const PAGE_ROWS = 500

const CSV_COLUMNS = [
  'id',
  'integration',
  'externalId',
  'type',
  'title',
  'seriesTitle',
  'seasonTitle',
  'seasonNumber',
  'episodeTitle',
  'episodeNumber',
  'creators',
  'occurredOn',
  'occurredAt',
  'durationSeconds',
  'profile',
  'url',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof MediaItem)[]

interface ItemExport {
  readonly userId: string
  readonly filter: ItemFilter
  /** Called with the number of records of each page. */
  readonly onRecords?: ((count: number) => void) | undefined
}

/** All of a user's items that match the filter, as text, with one page in memory at a time. */
export function exportItems(
  db: Kysely<LibraryTables>,
  query: ItemExport & { readonly format: ExportFormat },
): Readable {
  return Readable.from(query.format === 'csv' ? csvOf(itemsOf(db, query)) : jsonLinesOf(itemsOf(db, query)), {
    objectMode: false,
  })
}

async function* itemsOf(db: Kysely<LibraryTables>, query: ItemExport): AsyncGenerator<MediaItem[]> {
  let cursor: string | undefined
  do {
    const page = await listItems(db, { userId: query.userId, filter: query.filter, cursor, limit: PAGE_ROWS })
    if (page.items.length > 0) yield page.items.map(viewItem)
    query.onRecords?.(page.items.length)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

async function* jsonLinesOf(pages: AsyncIterable<MediaItem[]>): AsyncGenerator<string> {
  for await (const items of pages) yield items.map((item) => `${JSON.stringify(item)}\n`).join('')
}

async function* csvOf(pages: AsyncIterable<MediaItem[]>): AsyncGenerator<string> {
  yield `${CSV_COLUMNS.join(',')}\r\n`
  for await (const items of pages) {
    yield items.map((item) => `${CSV_COLUMNS.map((column) => csvCell(item[column])).join(',')}\r\n`).join('')
  }
}

/**
 * One cell according to RFC 4180. Spreadsheets execute text that starts like a formula, so such text is prefixed with an
 * apostrophe (OWASP, CSV injection).
 */
export function csvCell(value: string | number | readonly string[] | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : value.join('; ')
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
