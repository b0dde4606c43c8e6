import { quoted } from '../file-parse-error.ts'
import { type CsvRow, fieldFault, type RowFault } from './csv-row.ts'

/** Access to columns by name, at any position. */
export interface CsvColumns<Name extends string> {
  has(name: Name): boolean
  /** The value in a row; empty if it is missing. */
  value(row: CsvRow, name: Name): string
  /** The fault of a value: "Expected a duration such as 00:41:09, found "long"." */
  fault(row: CsvRow, name: Name, expected: string): RowFault
  /** All values of a row that are not empty, by name. */
  values(row: CsvRow): Record<string, string>
}

/**
 * The columns of a file by the names in its header, case-insensitively; columns that the provider adds or moves have no effect. For
 * a header in another language, pass the names in the provider's order as the header.
 *
 * @example
 * const columns = csvColumns(header.fields, ['Title', 'Date'])
 * if (columns.value(row, 'Title') === '') return columns.fault(row, 'Title', 'a title')
 */
export function csvColumns<Name extends string>(
  header: readonly string[],
  names: readonly Name[],
): CsvColumns<Name> {
  const found = header.map((name) => name.trim().toLowerCase())
  const places = new Map(
    names.map((name) => [name, found.indexOf(name.toLowerCase())] as const).filter(([, place]) => place >= 0),
  )
  const value = (row: CsvRow, name: Name) => row.fields[places.get(name) ?? -1] ?? ''
  return {
    has: (name) => places.has(name),
    value,
    fault: (row, name, expected) =>
      fieldFault(row, places.get(name) ?? 0, `Expected ${expected}, found ${quoted(value(row, name))}.`),
    values: (row) =>
      Object.fromEntries(
        [...places].flatMap(([name, place]) => (row.fields[place] ? [[name, row.fields[place]]] : [])),
      ),
  }
}
