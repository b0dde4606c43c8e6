import type { Readable, Writable } from 'node:stream'
import { extract, type Header, pack } from 'tar-stream'

/** One entry while an archive is read. Its content must be read to the end before the next entry. */
export interface TarEntry extends Readable {
  readonly header: Header
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Buffer>
}

/** An archive reader: a writable stream, iterated by entries. */
export type TarReader = Writable & AsyncIterable<TarEntry>

/** An archive writer. */
export interface TarWriter extends Readable {
  entry(header: TarHeader): Writable
  entry(header: TarHeader, content: string | Buffer, done: (error?: Error | null) => void): Writable
  finalize(): void
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Buffer>
}

export type TarHeader = Pick<Header, 'name' | 'mode'> & Partial<Pick<Header, 'size' | 'mtime' | 'type'>>

/** `tar-stream` works with Node's streams; its types are those of `streamx`, which are incompatible. */
export function readTar(): TarReader {
  return extract() as unknown as TarReader
}

/** As `readTar`. */
export function writeTar(): TarWriter {
  return pack() as unknown as TarWriter
}
