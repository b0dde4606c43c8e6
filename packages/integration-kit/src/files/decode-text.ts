import { Buffer, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'

type Encoding = 'UTF-8' | 'UTF-16'

/** The bytes after the text yielded so far are not valid in its encoding. Only the reader of the text knows their line. */
export class NotText extends Error {
  readonly encoding: Encoding

  constructor(encoding: Encoding) {
    super()
    this.encoding = encoding
  }
}

/** The sentence for the person. */
export function notText({ encoding }: NotText, provider: string): string {
  const cause =
    encoding === 'UTF-8'
      ? 'a program, perhaps a spreadsheet, has saved the file in another encoding'
      : 'the file begins with the mark of that encoding, but is damaged or cut off'
  return `The bytes here are not ${encoding}: ${cause}. Upload the file as ${provider} delivered it.`
}

/**
 * A source may deliver the whole file at once; smaller steps limit memory and let `signal` take effect. The entries of a step are
 * in memory together while pages of them are written: objects that live so long are no longer cheap garbage.
 */
const STEP_BYTES = 16_384

/**
 * Bytes → text, in steps, without the byte order mark. UTF-8, or UTF-16 with a byte order mark, which Windows calls "Unicode". Text
 * before a fault is yielded before `NotText` is thrown, so that the reader knows the position of the fault.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let decoder: TextReading | undefined
  let held: Buffer = Buffer.alloc(0)
  for await (const step of stepsOf(chunks, signal)) {
    const bytes: Buffer = held.length === 0 ? step : Buffer.concat([held, step])
    // A byte order mark has up to three bytes.
    if (decoder === undefined && bytes.length < 3) {
      held = Buffer.from(bytes)
      continue
    }
    decoder ??= decoderFor(bytes)
    const { text, rest, isBad } = decoder.decode(bytes, false)
    yield text
    if (isBad) throw new NotText(decoder.encoding)
    // Copied: the source may reuse its chunk.
    held = Buffer.from(rest)
  }
  signal?.throwIfAborted()
  const { decode, encoding } = decoder ?? decoderFor(held)
  const { text, rest, isBad } = decode(held, true)
  yield text
  if (isBad || rest.length > 0) throw new NotText(encoding)
}

async function* stepsOf(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      signal?.throwIfAborted()
      yield Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(STEP_BYTES, chunk.length - at))
    }
  }
}

interface Decoded {
  readonly text: string
  /** The beginning of a character that continues in the next step. */
  readonly rest: Uint8Array
  readonly isBad: boolean
}

type StepDecoder = (bytes: Buffer, isLast: boolean) => Decoded

interface TextReading {
  readonly encoding: Encoding
  readonly decode: StepDecoder
}

/** The decoder for a text with this beginning. It drops the byte order mark. */
function decoderFor(start: Uint8Array): TextReading {
  const [first, second, third] = start
  if (first === 0xff && second === 0xfe) return { encoding: 'UTF-16', decode: decodeUtf16('utf-16le') }
  if (first === 0xfe && second === 0xff) return { encoding: 'UTF-16', decode: decodeUtf16('utf-16be') }
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf
  return { encoding: 'UTF-8', decode: isMarked ? afterMark(3, decodeUtf8) : decodeUtf8 }
}

function afterMark(length: number, decode: StepDecoder): StepDecoder {
  let isStart = true
  return (bytes, isLast) => {
    const text = isStart ? bytes.subarray(length) : bytes
    isStart = false
    return decode(text, isLast)
  }
}

function decodeUtf16(encoding: 'utf-16le' | 'utf-16be'): StepDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes, isLast) => {
    const end = bytes.length - (bytes.length % 2)
    try {
      // The decoder holds the first half of a character back for the next step.
      const text = decoder.decode(bytes.subarray(0, end), { stream: !isLast })
      return { text, rest: bytes.subarray(end), isBad: false }
    } catch {
      return { text: '', rest: bytes, isBad: true }
    }
  }
}

/** A fatal `TextDecoder` reports that there is a fault, but not its position. */
function decodeUtf8(bytes: Buffer): Decoded {
  const end = wholeCharacters(bytes, bytes.length)
  const whole = bytes.subarray(0, end)
  if (isUtf8(whole)) return { text: whole.toString('utf8'), rest: bytes.subarray(end), isBad: false }
  let valid = 0
  let invalid = whole.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1
    if (isUtf8(whole.subarray(0, wholeCharacters(whole, middle)))) valid = middle
    else invalid = middle
  }
  return { text: whole.toString('utf8', 0, wholeCharacters(whole, valid)), rest: bytes, isBad: true }
}

/** `end`, without a character that is cut in two there. */
function wholeCharacters(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back] ?? 0
    if (byte < 0x80) return end
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? end - back : end
    }
  }
  return end
}
