import { type FileNaming, fileParseError, type Position } from '../file-parse-error.ts'

/** A record of a text file: lines of a label and a value. */
export interface LabelledRecord extends Position {
  readonly value: Readonly<Record<string, string>>
  /** In characters of the file. */
  readonly length: number
}

/** In characters. */
const LONGEST_RECORD = 64 * 1024

const LONGEST_LABEL = 64

/**
 * The label and the value of `Date: 2026-10-01 10:00:00 UTC`: around its first colon. The colon of an address is followed by a slash. Not one
 * pattern: with spaces at several places, it takes minutes for a line made for it.
 */
function labelled(line: string): readonly [label: string, value: string] | undefined {
  const colon = line.search(/[:：]/)
  const label = line.slice(0, colon).trim()
  const rest = line.slice(colon + 1)
  const isLabel = colon > 0 && label !== '' && label.length <= LONGEST_LABEL
  return isLabel && (line[colon] === '：' || /^(?:\s|$)/.test(rest)) ? [label, rest.trim()] : undefined
}

/**
 * Splits a text into records: lines of a label, a colon and a value, with blank lines between the records. A line without a label continues
 * the value before it. Blocks without any label, like a heading or the sentence of an empty file, are skipped.
 */
export class LabelledRecords {
  readonly #naming: FileNaming
  #rest = ''
  #line = 0
  #afterReturn = false
  #members: [label: string, value: string][] = []
  #start = 1
  #length = 0
  /** The lines that are not blank. */
  lines = 0

  constructor(naming: FileNaming) {
    this.#naming = naming
  }

  get position(): Position {
    return { line: this.#line + 1, column: 1, file: this.#naming.file }
  }

  /** Adds the next piece of text; yields the records that end in it. */
  *push(text: string): Generator<LabelledRecord> {
    // A line feed after a carriage return at the end of the piece before.
    const next = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#afterReturn = text.endsWith('\r')
    const lines = (this.#rest + next).split(/\r\n|\r|\n/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) yield* this.#add(line)
    this.#refuseLong(this.#rest.length)
  }

  /** The record at the end of the file. */
  *end(): Generator<LabelledRecord> {
    yield* this.#add(this.#rest)
    yield* this.#close()
  }

  *#add(line: string): Generator<LabelledRecord> {
    this.#line += 1
    if (line.trim() === '') {
      yield* this.#close()
      return
    }
    this.lines += 1
    const member = labelled(line)
    const last = this.#members.at(-1)
    if (member !== undefined) {
      if (last === undefined) this.#start = this.#line
      this.#members.push([...member])
    } else if (last !== undefined) last[1] += `\n${line.trim()}`
    this.#length += line.length + 1
    this.#refuseLong(this.#length)
  }

  *#close(): Generator<LabelledRecord> {
    const members = this.#members
    const length = this.#length
    this.#members = []
    this.#length = 0
    if (members.length === 0) return
    yield {
      value: Object.fromEntries(members),
      length,
      line: this.#start,
      column: 1,
      file: this.#naming.file,
    }
  }

  #refuseLong(length: number): void {
    if (length > LONGEST_RECORD)
      throw fileParseError(this.position, 'the record here is too long: no blank line ends it.')
  }
}
