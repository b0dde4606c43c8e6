import { fileParseError, type Position, quoted } from '../file-parse-error.ts'

/** An object of the array, not parsed yet. */
export interface EntryText extends Position {
  readonly text: string
}

/** Spotify's have about 1,000 characters; a quote that is never closed must not fill the memory. */
const LONGEST_ENTRY = 64 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])

/** Where in the array the reader stands. */
type Expects = 'array' | 'entry or end' | 'entry' | 'comma or end' | 'nothing'

/**
 * Cuts the text of a JSON array into the texts of its objects by counting brackets outside of strings. Whether what is
 * between them is JSON is for a parser to say.
 */
export class EntrySplitter {
  readonly #file: string | undefined
  #expects: Expects = 'array'
  #line = 1
  #column = 1
  #depth = 0
  #inString = false
  #escaped = false
  /** The beginning of an object that goes on in the next piece. */
  #held = ''
  #start: Position = { line: 1, column: 1 }

  constructor(file: string | undefined) {
    this.#file = file
  }

  /** Takes the next piece of text; yields the objects that end in it, so that a fault in one is met before later ones. */
  *push(text: string): Generator<EntryText> {
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (this.#depth > 0) {
        if (this.#closes(code)) {
          yield { text: this.#held + text.slice(from, at + 1), ...this.#start }
          this.#held = ''
          this.#expects = 'comma or end'
        }
      } else if (this.#opens(code, text.charAt(at))) {
        from = at
      }
      this.#move(code)
    }
    if (this.#depth > 0) this.#hold(text.slice(from))
  }

  /** Whether the array has been closed. */
  get isClosed(): boolean {
    return this.#expects === 'nothing'
  }

  /** Throws when the array is not closed. */
  end(): void {
    if (this.isClosed) return
    if (this.#depth > 0) {
      throw this.#error(
        this.#start,
        'the entry that begins here is never closed: the file is cut off. Download it again.',
      )
    }
    if (this.#expects === 'array') throw this.#error(this.#start, 'the file is empty.')
    throw this.#error(
      this.#here(),
      'the file is cut off: the list has no closing bracket. Download it again.',
    )
  }

  /** Within an object: whether this character ends it. */
  #closes(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (code === BACKSLASH) this.#escaped = true
      else if (code === QUOTE) this.#inString = false
      return false
    }
    if (code === QUOTE) this.#inString = true
    else if (OPENING.has(code)) this.#depth += 1
    else if (CLOSING.has(code)) this.#depth -= 1
    return this.#depth === 0
  }

  /** Between objects: whether this character begins one. */
  #opens(code: number, character: string): boolean {
    if (code === LINE_FEED || code === 0x20 || code === 0x0d || code === 0x09) return false
    if (this.#expects === 'array' && character === '[') this.#expects = 'entry or end'
    else if (this.#expects === 'comma or end' && character === ',') this.#expects = 'entry'
    else if (
      this.#expects !== 'entry' &&
      this.#expects !== 'array' &&
      this.#expects !== 'nothing' &&
      character === ']'
    )
      this.#expects = 'nothing'
    else if ((this.#expects === 'entry' || this.#expects === 'entry or end') && character === '{') {
      this.#depth = 1
      this.#start = this.#here()
      return true
    } else throw this.#error(this.#here(), `${EXPECTED[this.#expects]}, not ${quoted(character)}.`)
    return false
  }

  #hold(text: string): void {
    this.#held += text
    if (this.#held.length <= LONGEST_ENTRY) return
    throw this.#error(
      this.#start,
      'the entry that begins here is longer than any of Spotify’s: a quote or bracket in it is never closed.',
    )
  }

  #move(code: number): void {
    if (code === LINE_FEED) {
      this.#line += 1
      this.#column = 1
    } else if (code < 0xdc00 || code > 0xdfff) {
      // The second half of a pair of code units is no character of its own.
      this.#column += 1
    }
  }

  #here(): Position {
    return { line: this.#line, column: this.#column }
  }

  #error(at: Position, message: string) {
    return fileParseError({ ...at, ...(this.#file === undefined ? {} : { file: this.#file }) }, message)
  }
}

const EXPECTED: Readonly<Record<Expects, string>> = {
  array: 'a file of Spotify’s begins with "["',
  'entry or end': 'an entry in braces or the end of the list was expected',
  entry: 'an entry in braces was expected after the comma',
  'comma or end': 'a comma or the end of the list was expected after the entry',
  nothing: 'nothing was expected after the end of the list',
}
