import type { ImportFile } from '../../stream.ts'

/** Reads the bytes of a file from `start`, inclusive, to `end`, exclusive, also if the file can only be read from its start. */
export async function* readRange(file: ImportFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (file.openRange !== undefined) {
    yield* file.openRange(start, end)
    return
  }
  let at = 0
  for await (const chunk of file.open()) {
    const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at))
    if (piece.length > 0) yield piece
    at += chunk.length
    if (at >= end) return
  }
}
