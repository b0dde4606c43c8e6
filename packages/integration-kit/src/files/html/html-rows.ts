import type { ImportFile } from '../../stream.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { countLineBreaks, type FileNaming, fileParseError, type Position } from '../file-parse-error.ts'
import type { JsonEntry } from '../json/json-entries.ts'

/** How the rows of an HTML file are found and read. */
export interface HtmlRows {
  /** The markup that each row has once, inside the tag of its own element: `class="outer-cell`. */
  readonly begins: string
  /** The members of a row, from its markup up to the next row. */
  read(markup: string): JsonEntry['value']
}

/** In characters. A file without further rows must not fill the memory. */
const LONGEST_ROW = 256 * 1024

/**
 * Reads the rows of an HTML file in order, with one step of text in memory. Markup before the first row is skipped, so that an unclosed
 * element there does not matter. Throws `file_parse_error` for a file without rows, and for one cut off in its last row.
 *
 * Not a parser of documents: a history of years is one element of 50 MB and more.
 */
export async function* htmlRows(
  upload: Pick<ImportFile, 'open'>,
  { rows, signal, ...naming }: FileNaming & { readonly rows: HtmlRows; readonly signal?: AbortSignal },
): AsyncGenerator<readonly JsonEntry[]> {
  const splitter = new RowSplitter(naming, rows)
  try {
    for await (const text of decodeText(upload.open(), signal)) {
      const entries = splitter.push(text)
      if (entries.length > 0) yield entries
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(splitter.position, notText(error, naming.provider))
  }
  yield splitter.end()
}

/** The rows at the beginning of a file, of which the last may be cut. */
export function firstHtmlRows(text: string, rows: HtmlRows): readonly JsonEntry['value'][] {
  const splitter = new RowSplitter({ provider: '' }, rows)
  const complete = splitter.push(text)
  return [...complete, ...splitter.last()].map(({ value }) => value)
}

class RowSplitter {
  readonly #naming: FileNaming
  readonly #rows: HtmlRows
  #held = ''
  #line = 1
  #inRows = false

  constructor(naming: FileNaming, rows: HtmlRows) {
    this.#naming = naming
    this.#rows = rows
  }

  get position(): Position {
    return { line: this.#line, column: 1, file: this.#naming.file }
  }

  push(text: string): JsonEntry[] {
    const entries: JsonEntry[] = []
    this.#held += text
    for (;;) {
      const { begins } = this.#rows
      const next = this.#held.indexOf(begins, this.#inRows ? begins.length : 0)
      if (next === -1) break
      if (this.#inRows) entries.push(this.#entry(this.#held.slice(0, next)))
      this.#drop(next)
      this.#inRows = true
    }
    if (!this.#inRows) this.#drop(Math.max(0, this.#held.length - this.#rows.begins.length))
    if (this.#held.length > LONGEST_ROW)
      throw fileParseError(this.position, 'a row here is longer than any of an export.')
    return entries
  }

  /** The row that no other follows, if it is complete. */
  last(): readonly JsonEntry[] {
    return this.#inRows && isClosed(this.#held) ? [this.#entry(this.#held)] : []
  }

  end(): readonly JsonEntry[] {
    if (!this.#inRows) throw fileParseError(this.position, 'the file has no rows.')
    const last = this.last()
    if (last.length > 0) return last
    throw fileParseError(
      this.position,
      'the row that begins here is never closed: the file is cut off. Download it again.',
    )
  }

  #entry(markup: string): JsonEntry {
    return { value: this.#rows.read(markup), length: markup.length, list: [], ...this.position }
  }

  #drop(length: number): void {
    this.#line += countLineBreaks(this.#held.slice(0, length))
    this.#held = this.#held.slice(length)
  }
}

/** The element of the row has begun before its marker, and is closed after all within it. */
function isClosed(markup: string): boolean {
  const count = (pattern: RegExp) => markup.match(pattern)?.length ?? 0
  return count(/<\/div\s*>/gi) > count(/<div\b/gi)
}
