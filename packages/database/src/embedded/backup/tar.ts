import type { Readable, Writable } from 'node:stream'
import { extract, type Header, pack } from 'tar-stream'

/** One entry of an archive that is read: its content, to be read to the end before the next. */
export interface TarEntry extends Readable {
  readonly header: Header
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Buffer>
}

/** An archive that is read: written into as a stream, iterated by its entries. */
export type TarReader = Writable & AsyncIterable<TarEntry>

/** An archive that is made. */
export interface TarWriter extends Readable {
  entry(header: TarHeader): Writable
  entry(header: TarHeader, content: string | Buffer, done: (error?: Error | null) => void): Writable
  finalize(): void
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Buffer>
}

export type TarHeader = Pick<Header, 'name' | 'mode'> & Partial<Pick<Header, 'size' | 'mtime' | 'type'>>

/** `tar-stream` works with Node's streams; its types are those of `streamx`, which do not say so. */
export function readTar(): TarReader {
  return extract() as unknown as TarReader
}

/** As `readTar`. */
export function writeTar(): TarWriter {
  return pack() as unknown as TarWriter
}
