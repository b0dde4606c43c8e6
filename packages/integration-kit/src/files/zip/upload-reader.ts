import { RandomAccessReader } from 'yauzl'
import type { ImportFile } from '../../stream.ts'
import { readRange } from './read-range.ts'

/** One query of a stored upload reads about this much. */
const BLOCK_BYTES = 256 * 1024
/** The directory and the header of an entry are far apart. */
const KEPT_BLOCKS = 4

/** The small reads of yauzl, which requires a subclass of its reader: the directory of a ZIP file, and headers. */
export class UploadReader extends RandomAccessReader {
  readonly #file: ImportFile
  readonly #blocks = new Map<number, Promise<Buffer>>()
  /** Why the upload could not be read, which is not a fault of the ZIP file. */
  failure: unknown

  constructor(file: ImportFile) {
    super()
    this.#file = file
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.readBytes(position, length).then(
      (bytes) => {
        withoutStrongEncryption(bytes).copy(buffer, offset)
        callback(bytes.length < length ? new Error('unexpected end of file') : null)
      },
      (error: unknown) => {
        this.failure = error
        callback(error instanceof Error ? error : new Error(String(error)))
      },
    )
  }

  /** The requested number of bytes, or fewer at the end of the file. */
  async readBytes(position: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    const end = Math.min(position + length, this.#file.size)
    for (let at = position; at < end; ) {
      const number = Math.floor(at / BLOCK_BYTES)
      const block = await this.#block(number)
      const part = block.subarray(at - number * BLOCK_BYTES, end - number * BLOCK_BYTES)
      if (part.length === 0) break
      parts.push(part)
      at += part.length
    }
    return Buffer.concat(parts)
  }

  /** The same, as a stream of one chunk. */
  async *readChunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    yield await this.readBytes(start, end - start)
  }

  #block(number: number): Promise<Buffer> {
    const kept = this.#blocks.get(number)
    if (kept !== undefined) return kept
    const [oldest] = this.#blocks.keys()
    if (this.#blocks.size >= KEPT_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest)
    const block = gather(readRange(this.#file, number * BLOCK_BYTES, (number + 1) * BLOCK_BYTES))
    this.#blocks.set(number, block)
    return block
  }
}

const DIRECTORY_HEADER = 0x02014b50
const DIRECTORY_HEADER_BYTES = 46
const FLAGS_AT = 8
const STRONG_ENCRYPTION = 0x40

/**
 * yauzl aborts the whole directory at an entry that is encrypted in this way. Bit 0 of the flags marks it as encrypted already
 * (APPNOTE.TXT, section 4.4.4).
 */
function withoutStrongEncryption(bytes: Buffer): Buffer {
  if (bytes.length !== DIRECTORY_HEADER_BYTES || bytes.readUInt32LE(0) !== DIRECTORY_HEADER) return bytes
  const header = Buffer.from(bytes)
  header.writeUInt16LE(header.readUInt16LE(FLAGS_AT) & ~STRONG_ENCRYPTION, FLAGS_AT)
  return header
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
