import type { MixedKind } from './mixed-export.ts'

/** The names of columns in all known languages: `{ steps: ['Step count', 'Schrittzahl'] }`. */
export type TranslatedColumns = Readonly<Record<string, readonly string[]>>

/** The first row of a table tells which of several it is, in any language. */
const CELLS = {
  date: /^"?\d{4}-\d\d-\d\d"?$/,
  timeOfDay: /^"?\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"?$/,
}

/** A table whose columns are translated. */
export interface TranslatedTable {
  readonly columns: TranslatedColumns
  /** What its header has in each language, also in ones that are not known: a unit. */
  readonly mark: RegExp
  /** The columns that are named alike in several languages, so that they alone do not tell that a language is known. */
  readonly alike: readonly string[]
}

/**
 * A kind of CSV file whose columns are translated: a known one has its own name, others keep theirs. Capitals, spaces, which differ even between
 * tables of one export, and decomposed letters do not matter. `firstCell` is in its first row.
 *
 * @example
 * const kind = translatedTable(
 *   { columns: { steps: ['Steps', 'Schritte'] }, mark: /\(km\)/, alike: [] },
 *   'date',
 * )
 */
export function translatedTable(
  { columns, mark }: TranslatedTable,
  firstCell: keyof typeof CELLS,
): MixedKind {
  const names = new Map(
    Object.entries(columns).flatMap(([name, written]) =>
      written.map((each) => [folded(each), name] as const),
    ),
  )
  const columnOf = (header: string) => names.get(folded(header))
  return {
    format: 'table',
    columnOf: (header) => columnOf(header) ?? header,
    matches: (beginning) => {
      const [header = '', row = ''] = beginning.split(/\r\n|\r|\n/, 2)
      const isKnown = mark.test(header) || header.split(',').some((name) => columnOf(name) !== undefined)
      return isKnown && row.split(',').some((cell) => CELLS[firstCell].test(cell))
    },
  }
}

/** Why a row of a table has not all columns; `undefined` if its language is known. */
export function unknownLanguage(
  row: Readonly<Record<string, unknown>>,
  { columns, alike }: TranslatedTable,
): string | undefined {
  const isKnown = Object.keys(columns).some((name) => !alike.includes(name) && Object.hasOwn(row, name))
  return isKnown
    ? undefined
    : `At most ${alike.join(' and ')} are read from this table, because the names of its columns are in a language that is not known. Set the language of your account to English and export again.`
}

function folded(name: string): string {
  return name.normalize('NFC').replace(/["\s]/gu, '').toLowerCase()
}
