import { crc32 } from 'node:zlib'
import { ByteSource } from './byte-source.ts'
import { inflateEntry } from './inflate-entry.ts'
import { type LocalHeader, readDescriptor, readLocalHeader } from './local-header.ts'
import { cutOff, zipError } from './zip-error.ts'

/** What a ZIP file may hold. */
export interface ZipLimits {
  readonly entries: number
  /** Of all entries together, inflated. */
  readonly bytes: number
  /** How much larger the contents may be than the file, once they are over 16 MiB. */
  readonly ratio: number
}

/** A file in the ZIP file. Its contents have to be read before the next one's. */
export interface ZipEntry {
  readonly name: string
  readonly contents: AsyncIterable<Uint8Array>
}

const RATIO_FROM_BYTES = 16 * 1024 * 1024

/**
 * Reads a ZIP file from front to back, as an upload comes, an entry at a time and a few MiB at most in memory. Contents are
 * checked against their CRC. Throws `file_parse_error` for what is damaged, encrypted, too large, nested, or named so that
 * unpacking it would write elsewhere.
 *
 * The directory at its end is not looked at: it stands behind everything, and the file cannot be read backwards.
 */
export async function* zipEntries(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly compressedBytes: number; readonly limits: ZipLimits },
): AsyncGenerator<ZipEntry> {
  const source = new ByteSource(chunks)
  const meter = new InflationMeter(options)
  let count = 0
  try {
    for (
      let header = await readLocalHeader(source);
      header !== undefined;
      header = await readLocalHeader(source)
    ) {
      count += 1
      if (count > options.limits.entries)
        throw zipError(
          `The ZIP file holds more than ${options.limits.entries} files. That is none of Spotify’s.`,
        )
      refuseName(header.name)
      const contents = contentsOf(source, header, meter)
      yield { name: header.name, contents }
      // Whoever was given it may not have wanted it.
      for await (const _ of contents);
    }
  } finally {
    await source.close()
  }
}

async function* contentsOf(
  source: ByteSource,
  header: LocalHeader,
  meter: InflationMeter,
): AsyncGenerator<Uint8Array> {
  let crc = 0
  const bytes =
    header.method === 'stored' ? stored(source, header.size ?? 0) : inflateEntry(source, header.size)
  for await (const chunk of bytes) {
    meter.add(chunk.length)
    crc = crc32(chunk, crc)
    yield chunk
  }
  const expected = header.crc ?? (await readDescriptor(source))
  if (crc !== expected)
    throw zipError(`${header.name} in the ZIP file is damaged. Download the ZIP file again.`)
}

async function* stored(source: ByteSource, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const bytes = await source.some(Math.min(left, 65_536))
    if (bytes === undefined) throw cutOff()
    left -= bytes.length
    yield bytes
  }
}

/** Counts while it inflates: what headers say of sizes is not to be believed. */
class InflationMeter {
  readonly #most: number
  #bytes = 0

  constructor({ compressedBytes, limits }: { compressedBytes: number; limits: ZipLimits }) {
    this.#most = Math.min(limits.bytes, Math.max(RATIO_FROM_BYTES, compressedBytes * limits.ratio))
  }

  add(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#most)
      throw zipError('The ZIP file unpacks to far more than a listening history has. It is not read further.')
  }
}

const ARCHIVE = /\.(zip|gz|tgz|tar|7z|rar|bz2|xz|zst)$/i

function refuseName(name: string): void {
  if (/^[\\/]|^[a-z]:|\\|\0/i.test(name) || name.split('/').includes('..'))
    throw zipError(
      `The ZIP file has an entry named ${JSON.stringify(name)}, which leads out of it. It is not read.`,
    )
  if (ARCHIVE.test(name))
    throw zipError(
      `The ZIP file holds another archive, ${JSON.stringify(name)}. Unpack it and upload what is inside.`,
    )
}
