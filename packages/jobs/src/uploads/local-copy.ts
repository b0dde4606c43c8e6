import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ImportFile } from '@tributary/integration-kit/host'

const PIECE_BYTES = 256 * 1024

/**
 * Copies a file to the disk of this machine for the time of the work: a preview reads it in a transaction, which must not wait for a
 * network.
 */
export async function withLocalCopy<R>(
  file: ImportFile,
  signal: AbortSignal,
  work: (copy: ImportFile) => Promise<R>,
): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-preview-'))
  const path = join(folder, 'file')
  try {
    await pipeline(file.open(), createWriteStream(path, { mode: 0o600 }), { signal })
    const { filename, size } = file
    const openRange = (start: number, end: number) => piecesOf(path, start, Math.min(end, size))
    return await work({ filename, size, open: () => openRange(0, size), openRange })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* piecesOf(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path)
  try {
    for (let at = start; at < end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - at))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
