import { countLineBreaks, type Position, positionIn } from '../file-parse-error.ts'
import { csvFaults } from './csv-faults.ts'
import { closingQuote, TokenizedRow } from './csv-row.ts'

/** In characters. Limits the text after an unclosed quote, and so the memory. */
const MAX_RECORD_LENGTH = 65_536

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** More text is needed to continue. */
const INCOMPLETE = -1

/**
 * An incremental reader of RFC 4180. Rows end with LF, CRLF or CR alone, as in Excel's "CSV (Macintosh)"; a quote inside an
 * unquoted value rejects the rest of its line. Not csv-parse, which takes three times as long and does not report the column of a
 * fault; measured by `tooling/bench/src/csv.ts`.
 */
export class CsvTokenizer {
  /** The text being read, of which `#rest` is left when more is needed. */
  #text = ''
  #isLast = false
  #rest = ''
  #line = 1
  /** Those of the current record: copied, a list is as long as it needs to be. */
  readonly #fields: string[] = []
  readonly #file: string | undefined

  /** @param file the name of the file in messages */
  constructor(file?: string) {
    this.#file = file
  }

  /** Appends the records completed by `text` to `rows`. If it throws, the records before the fault have been appended. */
  push(text: string, rows: TokenizedRow[], { last = false } = {}): void {
    this.#text = this.#rest + text
    this.#isLast = last
    let at = 0
    while (at < this.#text.length) {
      const next = this.#readRecord(at, rows)
      if (next === INCOMPLETE) break
      at = next
    }
    this.#rest = this.#text.slice(at)
    if (this.#rest.length > MAX_RECORD_LENGTH) throw csvFaults.tooLong(this.#after(''), MAX_RECORD_LENGTH)
  }

  /** The position after the last pushed character. */
  get position(): Position {
    return this.#after(this.#rest)
  }

  /** Reads the record at `start`; returns the start of the next. */
  #readRecord(start: number, rows: TokenizedRow[]): number {
    const text = this.#text
    const fields = this.#fields
    fields.length = 0
    for (let at = start; ; ) {
      const isQuoted = text.charCodeAt(at) === QUOTE
      const end = isQuoted ? this.#quotedEnd(start, at) : this.#unquotedEnd(at)
      if (end === INCOMPLETE) return INCOMPLETE
      if (text.charCodeAt(end) === QUOTE) return this.#rejectLine(start, end, rows)
      fields.push(isQuoted ? unescaped(text.slice(at + 1, end - 1)) : text.slice(at, end))
      if (text.charCodeAt(end) !== COMMA) {
        const next = this.#lineBreakEnd(end)
        if (next !== INCOMPLETE) this.#emit(this.#row(fields.slice(), text.slice(start, end)), rows)
        return next
      }
      at = end + 1
    }
  }

  #row(fields: readonly string[], raw: string): TokenizedRow {
    return new TokenizedRow(fields, raw, { start: this.#start })
  }

  #emit(row: TokenizedRow, rows: TokenizedRow[]): void {
    if (row.raw.length > MAX_RECORD_LENGTH) throw csvFaults.tooLong(this.#after(''), MAX_RECORD_LENGTH)
    if (row.raw.length > 0) rows.push(row)
    this.#line += 1 + countLineBreaks(row.raw)
  }

  /** Makes the line with a stray quote at `quote` a row without fields, since their limits are uncertain. */
  #rejectLine(start: number, quote: number, rows: TokenizedRow[]): number {
    const end = this.#lineEnd(quote)
    const next = end === INCOMPLETE ? INCOMPLETE : this.#lineBreakEnd(end)
    if (next === INCOMPLETE) return INCOMPLETE
    const fault = csvFaults.strayQuote(this.#after(this.#text.slice(start, quote)))
    this.#emit(this.#row([], this.#text.slice(start, end)).withFault(fault), rows)
    return next
  }

  /** The position after the closing quote of the value that opens at `opening`. */
  #quotedEnd(start: number, opening: number): number {
    const text = this.#text
    const closing = closingQuote(text, opening)
    const isTooLong = (closing < 0 ? text.length : closing) - start > MAX_RECORD_LENGTH
    if (isTooLong || (closing < 0 && this.#isLast))
      throw csvFaults.neverClosed(this.#after(text.slice(start, opening)))
    // If a second quote follows, it is an escaped quote, and the value continues.
    if (closing < 0 || (closing + 1 === text.length && !this.#isLast)) return INCOMPLETE
    const next = text.codePointAt(closing + 1)
    if (next === undefined || next === COMMA || next === LINE_FEED || next === CARRIAGE_RETURN)
      return closing + 1
    throw csvFaults.badlyClosed(
      this.#after(text.slice(start, opening)),
      this.#after(text.slice(start, closing)),
      String.fromCodePoint(next),
    )
  }

  /** The end of an unquoted value: a comma, a line break, the end of the file, or a stray quote. */
  #unquotedEnd(start: number): number {
    const text = this.#text
    for (let end = start; end < text.length; end += 1) {
      const code = text.charCodeAt(end)
      if (code === COMMA || code === QUOTE || code === LINE_FEED || code === CARRIAGE_RETURN) return end
    }
    return this.#isLast ? text.length : INCOMPLETE
  }

  #lineEnd(start: number): number {
    const text = this.#text
    for (let end = start; end < text.length; end += 1) {
      const code = text.charCodeAt(end)
      if (code === LINE_FEED || code === CARRIAGE_RETURN) return end
    }
    return this.#isLast ? text.length : INCOMPLETE
  }

  /** The position after the line break at `end`, which is LF, CR or CRLF. */
  #lineBreakEnd(end: number): number {
    const text = this.#text
    if (text.charCodeAt(end) !== CARRIAGE_RETURN) return Math.min(end + 1, text.length)
    if (end + 1 === text.length && !this.#isLast) return INCOMPLETE
    return text.charCodeAt(end + 1) === LINE_FEED ? end + 2 : end + 1
  }

  /** The position of the current record. */
  get #start(): Position {
    return { line: this.#line, column: 1, file: this.#file }
  }

  /** The position after `before`, a text at the start of the current record. */
  #after(before: string): Position {
    return positionIn(before, before.length, this.#start)
  }
}

function unescaped(value: string): string {
  return value.includes('"') ? value.replaceAll('""', '"') : value
}
