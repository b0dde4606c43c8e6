import type { Position } from '../file-parse-error.ts'

/** An export of many files of several kinds, of which some are imported. */
export interface MixedExport<Kind extends string = string> {
  /** The provider of the files: `Google Fit`. */
  readonly provider: string
  /** What is imported: `workouts and weight`. */
  readonly what: string
  /** The names to show the person: `workouts.json or weight.csv`. */
  readonly lookFor: string
  /** What the names of all its files in a ZIP file begin with, for the many whose beginning is not looked at. */
  readonly folder: RegExp
  readonly kinds: Readonly<Record<Kind, MixedKind>>
}

/** A kind of file. */
export interface MixedKind {
  /**
   * `table`: CSV with a header. `object`: one JSON object, of at most 16 MiB. `list`: the objects of a list in a JSON file, which may be of
   * any length.
   */
  readonly format: 'table' | 'object' | 'list'
  /** Where the list is in the file, by member names: `['Data Points']`. Without it, the file is the list. */
  readonly list?: readonly string[]
  /** Whether a file is of this kind, by the text of its first 64 KiB and its name without folders. Names alone are unsafe: people change them. */
  matches(beginning: string, name: string): boolean
  /** The name of a column that is translated or that providers rename; `undefined` for one that is not needed. Default: as in the file. */
  columnOf?(header: string): string | undefined
}

/** A file of an export. */
export interface MixedFile<Kind extends string = string> {
  readonly kind: Kind
  /** Without folders. */
  readonly name: string
  /** The objects or rows, in batches. */
  entries(): AsyncIterable<readonly MixedEntry[]>
}

/** An object or a row of a table, by member or column. Of columns with the same name the first counts. */
export interface MixedEntry extends Position {
  readonly value: Readonly<Record<string, unknown>>
  /** Why a row cannot be read; its `value` is empty then. */
  readonly fault?: string | undefined
}

/** All kinds, in order: the first that matches is the kind of a file. */
export function kindOf<Kind extends string>(
  { kinds }: Pick<MixedExport<Kind>, 'kinds'>,
  beginning: string,
  name: string,
): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].matches(beginning, name))
}
