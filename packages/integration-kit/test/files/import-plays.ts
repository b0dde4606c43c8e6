import { type EntryContent, importEntries } from '../../src/files/import-entries.ts'
import { rejectedEntry } from '../../src/files/json/json-entries.ts'
import { openJsonUpload, type UploadEntry } from '../../src/files/json/upload-entries.ts'
import type { ImportFile, Page } from '../../src/stream.ts'

/** An upload in memory. Small chunks cut through lines and characters. */
export function fileOf(content: string | Uint8Array, chunkSize = 64 * 1024): ImportFile {
  const bytes = Buffer.from(content)
  return {
    filename: 'upload',
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
    },
  }
}

/** Imports lists of plays, as an integration would: `[{"at":"2024-02-20","title":"A"}]`. */
export async function importPlays(file: ImportFile): Promise<Page<string>[]> {
  const { signal } = new AbortController()
  const upload = await openJsonUpload(file, {
    provider: 'Example',
    what: 'listening history',
    names: /plays_[^/]*\.json$/i,
    lookFor: 'plays_….json',
    isWanted: (entry) => 'at' in entry && 'title' in entry,
    signal,
  })
  const pages: Page<string>[] = []
  for await (const page of importEntries({ cursor: undefined, signal }, { ...upload, reader: () => read }))
    pages.push(page)
  return pages
}

function read(entry: UploadEntry): EntryContent<string> {
  const { title } = entry.value
  return typeof title === 'string'
    ? { toRecord: () => title }
    : { rejected: rejectedEntry(entry, 'It has no title.', entry.value) }
}
