import { IntegrationError } from '../integration-error.ts'

/**
 * Passes contents on and counts them.
 *
 * @param bytes their announced length; `undefined` passes any
 *
 * @throws IntegrationError `invalid_data` for another length, before a piece beyond the announced one is passed on
 *
 * @example
 * for await (const piece of ofLength(new Blob(['abc']).stream(), 3)) console.log(piece.length)
 */
export async function* ofLength(
  contents: AsyncIterable<Uint8Array>,
  bytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const piece of contents) {
    length += piece.length
    if (bytes !== undefined && length > bytes) throw otherLength(bytes)
    yield piece
  }
  if (bytes !== undefined && length !== bytes) throw otherLength(bytes)
}

function otherLength(bytes: number): IntegrationError {
  return new IntegrationError('invalid_data', `The contents do not have the announced ${bytes} bytes.`)
}

/**
 * Cuts contents into parts of one length, for services that take a long object in several requests. The last part may be shorter; no contents
 * have no part. Memory is one part: its buffer is never used again, so that a request may keep it.
 *
 * @param bytes of a part
 *
 * @example
 * for await (const part of inParts(new Blob(['abcde']).stream(), 2)) console.log(part.length)
 */
export async function* inParts(
  contents: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined, undefined> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const piece of contents) {
    for (let rest = piece; rest.length > 0; ) {
      const taken = rest.subarray(0, bytes - length)
      held.push(taken)
      length += taken.length
      rest = rest.subarray(taken.length)
      if (length < bytes) continue
      const part = Buffer.concat(held, length)
      held = []
      length = 0
      yield part
    }
  }
  if (length > 0) yield Buffer.concat(held, length)
  return undefined
}
