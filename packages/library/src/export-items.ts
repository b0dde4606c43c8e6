import { Readable } from 'node:stream'
import type { ExportFormat } from '@tributary/core'
import { csvPages, type Database, type TextRow, textPages } from '@tributary/database'
import { sql } from 'kysely'
import { EXPORTED_FIELDS } from './export-fields.ts'
import { type ItemFilter, itemsOf } from './item-store.ts'
import type { LibraryTables } from './tables.ts'

/** Rows per read. A page is half a megabyte of text, of which a few are in memory. */
const PAGE_ROWS = { jsonl: 1000, csv: 2000 } as const satisfies Record<ExportFormat, number>

const BY = [
  ['sort_at', 'timestamptz'],
  ['id', 'bigint'],
] as const

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

async function* textOf(database: Database, query: ItemExport): AsyncGenerator<string | Buffer> {
  const { userId, filter, format, onRecords } = query
  const tables = database.tables<LibraryTables>()
  const items = itemsOf(tables, userId, filter)
  const pages = { by: BY, limit: PAGE_ROWS[format] }
  if (format === 'csv') {
    yield `${EXPORTED_FIELDS.map(({ name }) => name).join(',')}\r\n`
    const cells = EXPORTED_FIELDS.map(({ name, column, csv }) => csv(sql.ref(column)).as(`cell_${name}`))
    for await (const { lines, count } of csvPages(tables, items.select(cells), pages)) {
      yield lines
      onRecords?.(count)
    }
    return
  }
  const columns = EXPORTED_FIELDS.map(({ column }) => column)
  for await (const rows of textPages(database, items.select(columns), pages)) {
    yield rows.map(jsonLine).join('')
    onRecords?.(rows.length)
  }
}

function jsonLine(row: TextRow): string {
  const members = EXPORTED_FIELDS.map(({ name, json }, index) => {
    const text = row[index]
    return `"${name}":${text == null ? 'null' : json(text)}`
  })
  return `{${members.join(',')}}\n`
}
