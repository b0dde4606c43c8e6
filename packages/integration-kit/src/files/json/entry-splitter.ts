import { type FileNaming, fileParseError, type Position, quoted } from '../file-parse-error.ts'

/** The text of an object in a list, not parsed yet. */
export interface EntryText extends Position {
  readonly text: string
  /** The list that contains it, as passed. */
  readonly list: readonly string[]
}

/** In the path of a list: any member. */
const ANY_NAME = '*'

/** In characters. An unclosed quote must not fill the memory. */
const LONGEST_ENTRY = 64 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LINE_FEED = 0x0a
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])
const BLANK = new Set([0x20, 0x09, LINE_FEED, 0x0d])

/** The position of the reader in the file. */
type Expects =
  | 'list'
  | 'object'
  | 'entry or end'
  | 'entry'
  | 'comma or end'
  | 'name or end'
  | 'name'
  | 'colon'
  | 'value'
  | 'end of value'
  | 'comma or brace'
  | 'nothing'

/** What is being read to its end: an entry, the name of a member, or a skipped value. */
type Whole = 'entry' | 'name' | 'other'

/**
 * Splits the text of a JSON file into the texts of the objects in its lists, by counting brackets outside of strings. Whether their
 * contents are valid JSON is decided by a parser. Everything outside the lists is skipped.
 */
export class EntrySplitter {
  readonly #naming: FileNaming
  readonly #lists: readonly (readonly string[])[]
  readonly #onMember: ((path: readonly string[]) => void) | undefined
  #expects: Expects
  /** The names of the enclosing members. */
  readonly #path: string[] = []
  #list: readonly string[] = []
  #line = 1
  #column = 1
  #depth = 0
  #whole: Whole = 'entry'
  /** Strings are not inside counted brackets. */
  #isString = false
  #inString = false
  #escaped = false
  /** The beginning of a value that continues in the next piece. */
  #held = ''
  #start: Position

  /**
   * @param lists the member names that lead to each list, `*` for any name; `[[]]` if the file is a list
   * @param onMember called with the path of each member outside of lists and skipped values
   */
  constructor(
    naming: FileNaming,
    lists: readonly (readonly string[])[] = [[]],
    onMember?: (path: readonly string[]) => void,
  ) {
    this.#naming = naming
    this.#lists = lists
    this.#onMember = onMember
    this.#expects = this.#wantedList() === undefined ? 'object' : 'list'
    this.#start = this.#here()
  }

  /** Adds the next piece of text; yields the objects that end in it, so that a fault in one is reported before later ones. */
  *push(text: string): Generator<EntryText> {
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (this.#depth > 0) {
        if (this.#closes(code)) {
          const whole = this.#held + text.slice(from, at + 1)
          this.#held = ''
          if (this.#whole === 'entry') yield { text: whole, list: this.#list, ...this.#start }
          this.#end(whole)
        }
      } else if (!BLANK.has(code) && this.#begins(text.charAt(at))) {
        from = at
        this.#start = this.#here()
      }
      this.#move(code)
    }
    if (this.#depth > 0) this.#hold(text.slice(from))
  }

  /** Whether the file has been closed. */
  get isClosed(): boolean {
    return this.#expects === 'nothing'
  }

  /** The position after the last pushed character. */
  get position(): Position {
    return this.#here()
  }

  /** Throws if the file is incomplete. */
  end(): void {
    if (this.isClosed) return
    if (this.#depth > 0)
      throw this.#error(
        this.#start,
        'the entry that begins here is never closed: the file is cut off. Download it again.',
      )
    if (this.#path.length === 0 && (this.#expects === 'list' || this.#expects === 'object'))
      throw this.#error(this.#start, 'the file is empty.')
    throw this.#error(
      this.#here(),
      'the file is cut off: the list has no closing bracket. Download it again.',
    )
  }

  /** Inside a value that is read to its end: whether this character ends it. */
  #closes(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (code === BACKSLASH) this.#escaped = true
      else if (code === QUOTE) {
        this.#inString = false
        if (this.#isString) this.#depth = 0
      }
    } else if (code === QUOTE) this.#inString = true
    else if (OPENING.has(code)) this.#depth += 1
    else if (CLOSING.has(code)) this.#depth -= 1
    return this.#depth === 0
  }

  /** Outside of such values: whether this character starts one. */
  #begins(character: string): boolean {
    const next = NEXT[this.#expects][character]
    if (next !== undefined) return this.#goTo(next, character)
    if (this.#expects === 'value') return this.#beginValue(character)
    if (this.#expects === 'end of value') return false
    throw this.#error(this.#here(), `${EXPECTED[this.#expects]}, not ${quoted(character)}.`)
  }

  #goTo(next: Expects, character: string): boolean {
    if (this.#expects === 'end of value') this.#path.pop()
    if (character === '{' && next === 'entry') return this.#beginWhole('entry', character)
    if (character === '"') return this.#beginWhole('name', character)
    if (character === ']' || character === '}') this.#leave()
    else this.#expects = next
    return false
  }

  /** A value of a member: a requested list, an object that leads to one, or a value to skip. */
  #beginValue(character: string): boolean {
    const list = character === '[' ? this.#wantedList() : undefined
    if (list !== undefined) {
      this.#list = list
      this.#expects = 'entry or end'
      return false
    }
    if (character === '{' && this.#isOnTheWay()) {
      this.#expects = 'name or end'
      return false
    }
    if ('{["'.includes(character)) return this.#beginWhole('other', character)
    this.#expects = 'end of value'
    return false
  }

  #beginWhole(whole: Whole, character: string): boolean {
    this.#whole = whole
    this.#depth = 1
    this.#isString = character === '"'
    this.#inString = this.#isString
    return true
  }

  #end(text: string): void {
    if (this.#whole === 'entry') this.#expects = 'comma or end'
    else if (this.#whole === 'name') {
      this.#path.push(nameIn(text))
      this.#onMember?.(this.#path)
      this.#expects = 'colon'
    } else this.#endValue()
  }

  #endValue(): void {
    this.#path.pop()
    this.#expects = 'comma or brace'
  }

  /** After the bracket that closes a list or an object. */
  #leave(): void {
    if (this.#path.length === 0) this.#expects = 'nothing'
    else this.#endValue()
  }

  #wantedList(): readonly string[] | undefined {
    return this.#lists.find((list) => list.length === this.#path.length && this.#isOn(list))
  }

  #isOnTheWay(): boolean {
    return this.#lists.some((list) => list.length > this.#path.length && this.#isOn(list))
  }

  #isOn(list: readonly string[]): boolean {
    return this.#path.every((name, index) => list[index] === name || list[index] === ANY_NAME)
  }

  #hold(text: string): void {
    this.#held = this.#whole === 'other' ? '' : this.#held + text
    if (this.#held.length <= LONGEST_ENTRY) return
    throw this.#error(
      this.#start,
      'the entry that begins here is too long: a quote or bracket in it is never closed.',
    )
  }

  #move(code: number): void {
    if (code === LINE_FEED) {
      this.#line += 1
      this.#column = 1
    } else if (code < 0xdc00 || code > 0xdfff) {
      // The second half of a surrogate pair is not a character.
      this.#column += 1
    }
  }

  #here(): Position {
    return { line: this.#line, column: this.#column, file: this.#naming.file }
  }

  #error(at: Position, message: string) {
    return fileParseError(at, message)
  }
}

function nameIn(text: string): string {
  try {
    return JSON.parse(text) as string
  } catch {
    // An invalid name is not that of a list.
    return text
  }
}

/** The next state for each character. */
const NEXT: Readonly<Record<Expects, Readonly<Partial<Record<string, Expects>>>>> = {
  list: { '[': 'entry or end' },
  object: { '{': 'name or end' },
  'entry or end': { '{': 'entry', ']': 'nothing' },
  entry: { '{': 'entry' },
  'comma or end': { ',': 'entry', ']': 'nothing' },
  'name or end': { '"': 'name', '}': 'nothing' },
  name: { '"': 'name' },
  colon: { ':': 'value' },
  value: {},
  'end of value': { ',': 'name', '}': 'nothing' },
  'comma or brace': { ',': 'name', '}': 'nothing' },
  nothing: {},
}

const EXPECTED: Readonly<Record<Expects, string>> = {
  list: 'a file that begins with "[" was expected',
  object: 'a file that begins with "{" was expected',
  'entry or end': 'an entry in braces or the end of the list was expected',
  entry: 'an entry in braces was expected after the comma',
  'comma or end': 'a comma or the end of the list was expected after the entry',
  'name or end': 'the name of a member in quotes was expected',
  name: 'the name of a member in quotes was expected after the comma',
  colon: 'a colon was expected after the name',
  value: 'a value was expected after the colon',
  'end of value': 'a comma was expected after the value',
  'comma or brace': 'a comma or the end of the object was expected after the value',
  nothing: 'nothing was expected after the end of the file',
}
