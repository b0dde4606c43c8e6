import type { FileSample, SampleEntry } from '../file-sample.ts'
import { isIntegrationError } from '../integration-error.ts'
import type { ImportFile } from '../stream.ts'
import { headOf, isSystemFile, isZip, ZIP_LIMITS } from './open-upload.ts'
import { InflationMeter } from './zip/inflation-meter.ts'
import { readRange } from './zip/read-range.ts'
import { readZipEntries, type ZipEntry } from './zip/zip-entries.ts'

const HEAD_BYTES = 64 * 1024
const ENTRY_HEAD_BYTES = 16 * 1024
const MOST_ENTRIES = 1_000
/** Each is a read of its own, and all are in memory together. */
const MOST_HEADS = 100

/** Reads what `fileImport.recognise` gets. A ZIP file that is damaged has no entries. */
export async function readFileSample(file: ImportFile): Promise<FileSample> {
  const { filename, size } = file
  const head = await headOf(readRange(file, 0, HEAD_BYTES), HEAD_BYTES)
  return { filename, size, head, ...(isZip(head) ? { entries: await entriesOf(file) } : {}) }
}

async function entriesOf(file: ImportFile): Promise<readonly SampleEntry[]> {
  const entries = await orNothing(readZipEntries(file, ZIP_LIMITS.entries), [])
  const samples: SampleEntry[] = []
  for (const entry of entries.filter(({ name }) => !isSystemFile(name)).slice(0, MOST_ENTRIES)) {
    const head = samples.length < MOST_HEADS ? await headOfEntry(entry) : Buffer.alloc(0)
    samples.push({ name: entry.name, head })
  }
  return samples
}

async function headOfEntry(entry: ZipEntry): Promise<Uint8Array> {
  if (entry.problem !== undefined) return Buffer.alloc(0)
  const chunks = entry.open(new InflationMeter(ENTRY_HEAD_BYTES, ZIP_LIMITS))
  return orNothing(headOf(chunks, ENTRY_HEAD_BYTES), Buffer.alloc(0))
}

/** A file that cannot be read is recognised by nothing; the import says what is wrong with it. */
async function orNothing<T>(reading: Promise<T>, nothing: T): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!isIntegrationError(error)) throw error
    return nothing
  }
}
