import type { FileSample, RecognisedFile } from '@tributary/integration-kit'
import { recogniseJson } from '@tributary/integration-kit/files'
import type { Entry } from './played.ts'
import { type FilePlay, formatOf } from './read-entry.ts'
import { NAMES } from './streaming-history.ts'

const WHAT = {
  'extended-history': 'Extended streaming history',
  'account-data': 'Streaming history of the last year (account data)',
} as const satisfies Record<FilePlay['source'], string>

/** By the entries of the lists, whatever the files are called; a file without any entry by its name. */
export async function recogniseFile(sample: FileSample): Promise<RecognisedFile | undefined> {
  const { filename, head, entries = [{ name: filename, head }] } = sample
  let isNamedSo = false
  for (const { name, head: beginning } of entries) {
    const { kind, source } = await sourceOf(beginning)
    if (source !== undefined) return { certain: true, what: WHAT[source] }
    isNamedSo ||= kind !== 'other' && NAMES.test(name)
  }
  return isNamedSo ? { certain: false, what: 'Streaming history, by the name of the file' } : undefined
}

async function sourceOf(head: Uint8Array) {
  let source: FilePlay['source'] | undefined
  const kind = await recogniseJson(head, (entry: Entry) => {
    source = formatOf(entry)
    return source !== undefined
  })
  return { kind, source }
}
