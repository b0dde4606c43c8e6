import { countLineBreaks, type Position, positionIn } from '../file-parse-error.ts'
import { csvFaults } from './csv-faults.ts'
import type { CsvRow } from './csv-row.ts'

/** In characters. Limits the text after an unclosed quote, and so the memory. */
const MAX_RECORD_LENGTH = 65_536

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** The text being read, and whether it is the last. */
interface Input {
  readonly text: string
  readonly last: boolean
}

/** More text is needed to continue. */
const INCOMPLETE = -1

/**
 * An incremental reader of RFC 4180. Rows end with LF, CRLF or CR alone, as in Excel's "CSV (Macintosh)"; a quote inside an
 * unquoted value rejects the rest of its line. Not csv-parse, which takes three times as long and does not report the column of a
 * fault; measured by `tooling/bench/src/csv.ts`.
 */
export class CsvTokenizer {
  #rest = ''
  #line = 1
  readonly #file: string | undefined

  /** @param file the name of the file in messages */
  constructor(file?: string) {
    this.#file = file
  }

  /** Appends the records completed by `text` to `rows`. If it throws, the records before the fault have been appended. */
  push(text: string, rows: CsvRow[], { last = false } = {}): void {
    const input = { text: this.#rest + text, last }
    let at = 0
    while (at < input.text.length) {
      const next = this.#readRecord(input, at, rows)
      if (next === INCOMPLETE) break
      at = next
    }
    this.#rest = input.text.slice(at)
    if (this.#rest.length > MAX_RECORD_LENGTH) throw csvFaults.tooLong(this.#after(''), MAX_RECORD_LENGTH)
  }

  /** The position after the last pushed character. */
  get position(): Position {
    return this.#after(this.#rest)
  }

  /** Reads the record at `start`; returns the start of the next. */
  #readRecord(input: Input, start: number, rows: CsvRow[]): number {
    const { text } = input
    const fields: string[] = []
    const offsets: number[] = []
    for (let at = start; ; ) {
      const isQuoted = text.charCodeAt(at) === QUOTE
      const end = isQuoted ? this.#quotedEnd(input, start, at) : unquotedEnd(input, at)
      if (end === INCOMPLETE) return INCOMPLETE
      if (text.charCodeAt(end) === QUOTE) return this.#rejectLine(input, start, end, rows)
      fields.push(isQuoted ? unescaped(text.slice(at + 1, end - 1)) : text.slice(at, end))
      offsets.push(at - start)
      if (text.charCodeAt(end) !== COMMA) {
        const next = lineBreakEnd(input, end)
        if (next !== INCOMPLETE) this.#emit(text.slice(start, end), { fields, offsets }, rows)
        return next
      }
      at = end + 1
    }
  }

  #emit(raw: string, { fields, offsets, fault }: Omit<CsvRow, 'start' | 'raw'>, rows: CsvRow[]): void {
    if (raw.length > MAX_RECORD_LENGTH) throw csvFaults.tooLong(this.#after(''), MAX_RECORD_LENGTH)
    const start = this.#start
    if (fault !== undefined) rows.push({ fields, start, raw, offsets, fault })
    else if (raw.length > 0) rows.push({ fields, start, raw, offsets })
    this.#line += 1 + countLineBreaks(raw)
  }

  /** Makes the line with a stray quote at `quote` a row without fields, since their limits are uncertain. */
  #rejectLine(input: Input, start: number, quote: number, rows: CsvRow[]): number {
    const end = lineEnd(input, quote)
    const next = end === INCOMPLETE ? INCOMPLETE : lineBreakEnd(input, end)
    if (next === INCOMPLETE) return INCOMPLETE
    const fault = csvFaults.strayQuote(this.#after(input.text.slice(start, quote)))
    this.#emit(input.text.slice(start, end), { fields: [], offsets: [], fault }, rows)
    return next
  }

  /** The position after the closing quote of the value that opens at `opening`. */
  #quotedEnd({ text, last }: Input, start: number, opening: number): number {
    const closing = closingQuote(text, opening)
    const isTooLong = (closing < 0 ? text.length : closing) - start > MAX_RECORD_LENGTH
    if (isTooLong || (closing < 0 && last))
      throw csvFaults.neverClosed(this.#after(text.slice(start, opening)))
    // If a second quote follows, it is an escaped quote, and the value continues.
    if (closing < 0 || (closing + 1 === text.length && !last)) return INCOMPLETE
    const next = text.codePointAt(closing + 1)
    if (next === undefined || next === COMMA || next === LINE_FEED || next === CARRIAGE_RETURN)
      return closing + 1
    throw csvFaults.badlyClosed(
      this.#after(text.slice(start, opening)),
      this.#after(text.slice(start, closing)),
      String.fromCodePoint(next),
    )
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

/** The end of an unquoted value: a comma, a line break, the end of the file, or a stray quote. */
function unquotedEnd({ text, last }: Input, start: number): number {
  for (let end = start; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    if (code === COMMA || code === QUOTE || code === LINE_FEED || code === CARRIAGE_RETURN) return end
  }
  return last ? text.length : INCOMPLETE
}

function lineEnd({ text, last }: Input, start: number): number {
  for (let end = start; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    if (code === LINE_FEED || code === CARRIAGE_RETURN) return end
  }
  return last ? text.length : INCOMPLETE
}

/** The position after the line break at `end`, which is LF, CR or CRLF. */
function lineBreakEnd({ text, last }: Input, end: number): number {
  if (text.charCodeAt(end) !== CARRIAGE_RETURN) return Math.min(end + 1, text.length)
  if (end + 1 === text.length && !last) return INCOMPLETE
  return text.charCodeAt(end + 1) === LINE_FEED ? end + 2 : end + 1
}

/** A doubled quote stands for one quote in the value. */
function closingQuote(text: string, opening: number): number {
  let close = text.indexOf('"', opening + 1)
  while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) close = text.indexOf('"', close + 2)
  return close
}

function unescaped(value: string): string {
  return value.includes('"') ? value.replaceAll('""', '"') : value
}
