import { once } from 'node:events'
import { createInflateRaw, type InflateRaw } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'
import { cutOff, zipError } from './zip-error.ts'

/** Deflate makes at most 1,032 bytes of one, so a slice is never more than 4 MiB in memory. */
const SLICE_BYTES = 4096

/**
 * Inflates one entry. `size` is that of its compressed bytes; without it the end is where the compressed data says, which
 * is all there is to go by in a ZIP file that was written as a stream.
 */
export async function* inflateEntry(
  source: ByteSource,
  size: number | undefined,
): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw()
  const output: Uint8Array[] = []
  inflate.on('data', (bytes: Uint8Array) => output.push(bytes))
  const failure = failureOf(inflate)
  // Met below, where it is waited for.
  failure.catch(() => {})
  let left = size ?? Number.POSITIVE_INFINITY
  try {
    for (let ended = false; !ended && left > 0; ) {
      const slice = await source.some(Math.min(SLICE_BYTES, left))
      if (slice === undefined) throw cutOff()
      const before = inflate.bytesWritten
      await Promise.race([write(inflate, slice), failure])
      const consumed = inflate.bytesWritten - before
      ended = consumed < slice.length
      left -= consumed
      if (ended) source.putBack(slice.subarray(consumed))
      yield* output.splice(0)
    }
    await Promise.race([end(inflate), failure])
    yield* output.splice(0)
  } finally {
    inflate.destroy()
  }
}

async function write(inflate: InflateRaw, slice: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    inflate.write(slice, () => resolve())
  })
}

/** Ends it, so that data that should have gone on is told from data that is whole. */
async function end(inflate: InflateRaw): Promise<void> {
  if (inflate.readableEnded) return
  const ended = once(inflate, 'end')
  inflate.end()
  await ended
}

/** Rejects when the data is none. Its write does not call back then, so whoever waits has to wait for both. */
async function failureOf(inflate: InflateRaw): Promise<never> {
  const [cause] = (await once(inflate, 'error')) as [Error]
  throw zipError('The ZIP file is damaged. Download it again.', cause)
}
