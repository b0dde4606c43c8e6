import { createHash } from 'node:crypto'
import type { ExportSource } from '../export-source.ts'
import type { ExportRow } from '../tables.ts'

/** The text of an export, counted and hashed while it is read. */
export interface ExportContents {
  readonly stream: ReadableStream<Uint8Array>
  /** What was read so far. */
  readonly written: { readonly records: number; readonly bytes: number }
  /** Why reading has ended early: a storage may report it as a failure of its own. */
  readonly failure: { readonly error: unknown } | undefined
  /** Of all that was read, in hexadecimal. */
  sha256(): string
}

/** Reading throws the reason of `aborted` once that is aborted. */
export function openContents(
  source: ExportSource,
  { user_id: userId, format }: Pick<ExportRow, 'user_id' | 'format'>,
  aborted: AbortSignal,
): ExportContents {
  const written = { records: 0, bytes: 0 }
  const hash = createHash('sha256')
  let failure: { readonly error: unknown } | undefined
  async function* read(): AsyncGenerator<Uint8Array> {
    const onRecords = (count: number) => void (written.records += count)
    try {
      for await (const piece of source.open({ userId, format, onRecords })) {
        aborted.throwIfAborted()
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
        hash.update(bytes)
        written.bytes += bytes.length
        yield bytes
      }
      aborted.throwIfAborted()
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  return {
    stream: ReadableStream.from(read()),
    written,
    get failure() {
      return failure
    },
    sha256: () => hash.digest('hex'),
  }
}
