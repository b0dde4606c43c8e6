import { crc32 } from 'node:zlib'
import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, type ZipFile } from 'yauzl'
import type { ImportFile } from '../../stream.ts'
import { findDirectoryEnd } from './directory-end.ts'
import { inflateEntry } from './inflate-entry.ts'
import type { InflationMeter } from './inflation-meter.ts'
import { readRange } from './read-range.ts'
import { UploadReader } from './upload-reader.ts'
import { cutOff, zipError } from './zip-error.ts'

/** The limit of names with their metadata, which are in memory together. An entry may have 192 KiB of them. */
const MOST_DIRECTORY_BYTES = 8 * 1024 * 1024

/** A file in a ZIP file. */
export interface ZipEntry {
  /** With its folders, separated by slashes. */
  readonly name: string
  /** Why its contents cannot be read, and what to do; `undefined` if they can. */
  readonly problem: string | undefined
  /** Reads the contents. They are counted by the meter, and their CRC is checked at the end. */
  open(meter: InflationMeter): AsyncGenerator<Uint8Array>
}

/**
 * Reads the directory of a ZIP file, which alone contains the limits of entries: a file written as a stream has no sizes before its
 * entries. Folders are skipped. An entry that cannot be read gets a `problem` and does not refuse the archive, because it may not be
 * needed. Throws `file_parse_error` for a file that is damaged or cut off, has too many entries, or has a name that leads out of it.
 */
export async function readZipEntries(file: ImportFile, limit: number): Promise<readonly ZipEntry[]> {
  const source = { file, reader: new UploadReader(file) }
  const size = await findDirectoryEnd(source.reader, file.size)
  if (size === undefined) throw cutOff()
  // yauzl's own checks of names and sizes abort the directory at the first invalid entry.
  const options = { decodeStrings: false, validateEntrySizes: false, autoClose: false }
  const zip = await orDamaged(source.reader, fromRandomAccessReaderPromise(source.reader, size, options))
  const entries: ZipEntry[] = []
  let [count, bytes] = [0, 0]
  for await (const entry of directoryOf(zip, source.reader)) {
    count += 1
    if (count > limit)
      throw zipError(`The ZIP file holds more than ${limit} files. An export of a person's data has fewer.`)
    bytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
    if (bytes > MOST_DIRECTORY_BYTES)
      throw zipError('The names of the files in the ZIP file are longer than those of any export.')
    const name = nameOf(entry)
    if (name.endsWith('/')) continue
    const open = (meter: InflationMeter) => contentsOf(source, { zip, entry, name, meter })
    entries.push({ name, problem: problemOf(entry), open })
  }
  return entries
}

async function* directoryOf(zip: ZipFile, reader: UploadReader): AsyncGenerator<Entry> {
  const entries = zip.eachEntry()
  for (;;) {
    const result = await orDamaged(reader, entries.next())
    if (result.done === true) return
    yield result.value
  }
}

/** With slashes, also if a Windows program has written backslashes. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
  if (/^\/|^[a-z]:|\0/i.test(name) || name.split('/').includes('..'))
    throw zipError(
      `The ZIP file has an entry named ${JSON.stringify(name)}, which points outside of it. The file is refused.`,
    )
  return name
}

/** One query of a stored upload reads several of these. */
const SMALL_BYTES = 64 * 1024

const STORED = 0
const DEFLATED = 8

function problemOf(entry: Entry): string | undefined {
  if (entry.isEncrypted())
    return 'It is protected by a password. Unpack the ZIP file and upload the files in it.'
  if (entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED) return undefined
  return `It is packed in a way that cannot be read (method ${entry.compressionMethod}). Unpack the ZIP file and upload the files in it.`
}

interface Source {
  readonly file: ImportFile
  readonly reader: UploadReader
}

interface Opened {
  readonly zip: ZipFile
  readonly entry: Entry
  readonly name: string
  readonly meter: InflationMeter
}

async function* contentsOf(
  { file, reader }: Source,
  { zip, entry, name, meter }: Opened,
): AsyncGenerator<Uint8Array> {
  const header = await orDamaged(reader, zip.readLocalFileHeaderPromise(entry, { minimal: true }))
  const start = header.fileDataStart
  const end = start + entry.compressedSize
  // An export may have thousands of small files: a query for each would take minutes.
  const packed =
    entry.compressedSize < SMALL_BYTES ? reader.readChunks(start, end) : readRange(file, start, end)
  let crc = 0
  for await (const chunk of entry.compressionMethod === STORED ? packed : inflateEntry(packed)) {
    meter.add(chunk.length)
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (crc !== entry.crc32) throw zipError(`${name} in the ZIP file is damaged. Download the ZIP file again.`)
}

/** Converts errors of yauzl to `file_parse_error`, unless the upload itself could not be read. */
async function orDamaged<T>(reader: UploadReader, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (reader.failure !== undefined) throw reader.failure
    throw zipError('The ZIP file is damaged or cut off. Download it again.', error)
  }
}
