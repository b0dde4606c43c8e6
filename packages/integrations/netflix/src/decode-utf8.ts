import { Buffer, isUtf8 } from 'node:buffer'

/** The bytes after the text yielded so far are not UTF-8. Only the reader of the text knows which line that is. */
export class NotUtf8 extends Error {}

/** A source may hand over the whole file at once; smaller steps keep memory flat and let `signal` be heard. */
const STEP_BYTES = 65_536

/**
 * Bytes → text, in steps. Text before a fault is yielded before `NotUtf8` is thrown, which gives the fault its place;
 * a fatal `TextDecoder` tells that there is one but not where.
 */
export async function* decodeUtf8(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      signal.throwIfAborted()
      const step = Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(STEP_BYTES, chunk.length - at))
      const bytes = held.length === 0 ? step : Buffer.concat([held, step])
      const end = wholeCharacters(bytes, bytes.length)
      yield* validText(bytes.subarray(0, end))
      // Copied: the source may use its chunk again.
      held = Buffer.from(bytes.subarray(end))
    }
  }
  signal.throwIfAborted()
  if (held.length > 0) throw new NotUtf8()
}

function* validText(bytes: Buffer): Generator<string> {
  if (isUtf8(bytes)) {
    yield bytes.toString('utf8')
    return
  }
  let valid = 0
  let invalid = bytes.length
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes, middle)))) valid = middle
    else invalid = middle
  }
  yield bytes.toString('utf8', 0, wholeCharacters(bytes, valid))
  throw new NotUtf8()
}

/** `end`, less a character that is cut in two there. */
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
