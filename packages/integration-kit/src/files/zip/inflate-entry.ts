import { once } from 'node:events'
import { createInflateRaw, type InflateRaw } from 'node:zlib'
import { zipError } from './zip-error.ts'

/** Deflate produces at most 1,032 bytes from one, so a slice is never more than 4 MiB in memory. */
const SLICE_BYTES = 4096

/** Inflates the compressed bytes of one entry. */
export async function* inflateEntry(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw()
  const output: Uint8Array[] = []
  inflate.on('data', (bytes: Uint8Array) => output.push(bytes))
  const ended = new Promise<void>((resolve) => inflate.once('end', resolve))
  const failure = failureOf(inflate)
  // Handled below, where it is awaited.
  failure.catch(() => {})
  try {
    for await (const slice of slicesOf(compressed)) {
      // If the data ends before its entry, the callback of the write is not called.
      await Promise.race([write(inflate, slice), ended, failure])
      yield* output.splice(0)
      if (inflate.readableEnded) return
    }
    inflate.end()
    await Promise.race([ended, failure])
    yield* output.splice(0)
  } finally {
    inflate.destroy()
  }
}

async function* slicesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) yield chunk.subarray(at, at + SLICE_BYTES)
}

async function write(inflate: InflateRaw, slice: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    inflate.write(slice, () => resolve())
  })
}

/** Rejects if the data is damaged. The write does not call back then, so a caller must await both. */
async function failureOf(inflate: InflateRaw): Promise<never> {
  const [cause] = (await once(inflate, 'error')) as [Error]
  throw zipError('The ZIP file is damaged. Download it again.', cause)
}
