import { strToU8, zipSync } from 'fflate'
import type { ImportFile, Page } from '../../src/stream.ts'

/** An upload of one file. */
export function uploadOf(filename: string, contents: string | Uint8Array): ImportFile {
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents
  return {
    filename,
    size: bytes.length,
    async *open() {
      yield bytes
    },
  }
}

/** A ZIP file of texts by name. */
export function zipOf(files: Readonly<Record<string, string>>): ImportFile {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const)
  return uploadOf('export.zip', zipSync(Object.fromEntries(entries)))
}

/** All that an import delivers. */
export async function readPages<Row>(pages: AsyncIterable<Page<Row>>) {
  const read = { records: [] as Row[], rejected: [] as string[], skipped: 0, warnings: [] as string[] }
  for await (const { records, rejected = [], skipped = 0, warning } of pages) {
    read.records.push(...records)
    read.rejected.push(...rejected.map(({ reason }) => reason))
    read.skipped += skipped
    if (warning !== undefined) read.warnings.push(warning)
  }
  return read
}
