import { Readable } from 'node:stream'
import type { ExportFormat } from '@tributary/core'
import { type Database, type TextRow, textPages } from '@tributary/database'
import { EXPORTED_FIELDS } from './export-fields.ts'
import { type ItemFilter, itemsOf } from './item-store.ts'
import type { LibraryTables } from './tables.ts'

/** Rows per read. A page is half a megabyte of text, of which a few are in memory. */
const PAGE_ROWS = 1000

interface ItemExport {
  readonly userId: string
  readonly filter: ItemFilter
  readonly format: ExportFormat
  /** Called with the number of records of each page. */
  readonly onRecords?: ((count: number) => void) | undefined
}

/** All of a user's items that match the filter, as text, newest first, read a page at a time as the reader takes them. */
export function exportItems(database: Database, query: ItemExport): Readable {
  return Readable.from(textOf(database, query), { objectMode: false })
}

async function* textOf(database: Database, query: ItemExport): AsyncGenerator<string> {
  const items = itemsOf(database.tables<LibraryTables>(), query.userId, query.filter)
  const pages = textPages(database, items.select(EXPORTED_FIELDS.map(({ column }) => column)), {
    by: [
      ['sort_at', 'timestamptz'],
      ['id', 'bigint'],
    ],
    limit: PAGE_ROWS,
  })
  if (query.format === 'csv') yield `${EXPORTED_FIELDS.map(({ name }) => name).join(',')}\r\n`
  const lineOf = query.format === 'csv' ? csvLine : jsonLine
  for await (const rows of pages) {
    yield rows.map(lineOf).join('')
    query.onRecords?.(rows.length)
  }
}

function csvLine(row: TextRow): string {
  const cells = EXPORTED_FIELDS.map(({ csv }, index) => {
    const text = row[index]
    return text == null ? '' : csv(text)
  })
  return `${cells.join(',')}\r\n`
}

function jsonLine(row: TextRow): string {
  const members = EXPORTED_FIELDS.map(({ name, json }, index) => {
    const text = row[index]
    return `"${name}":${text == null ? 'null' : json(text)}`
  })
  return `{${members.join(',')}}\n`
}
