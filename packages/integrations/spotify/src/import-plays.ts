import {
  type ImportContext,
  IntegrationError,
  type JsonValue,
  type MediaRecord,
  type Page,
  type RejectedRecord,
} from '@tributary/integration-kit'
import { readEntry } from './export-entry.ts'
import { type HistoryEntry, historyEntries } from './history-entries.ts'
import { importOptions, type SpotifyImportOptions } from './import-options.ts'
import { accountRecord, extendedRecord } from './mapping.ts'

/** Entries for one page: its records are in memory, and its transaction holds their locks until it commits. */
export const ENTRIES_PER_PAGE = 500

/** From here on Spotify itself counts a play. */
const SHORTEST_COUNTED_MILLISECONDS = 30_000

/**
 * Reads an upload twice: once to check all of it, so that a damaged file leaves nothing behind, once to yield pages with
 * the cursor `{ entry, total }`: entries consumed, and all there are. A run that goes on after a cursor need not check again.
 */
export async function* importPlays(context: ImportContext): AsyncGenerator<Page<MediaRecord>> {
  const { file, signal } = context
  const options = importOptions(context.options)
  const { entry: consumed, total } = placeOf(context.cursor) ?? {
    entry: 0,
    total: await countEntries(context),
  }
  let page = emptyPage()
  let entry = 0
  for await (const entries of historyEntries(file, signal)) {
    for (const each of entries) {
      entry += 1
      if (entry <= consumed) continue
      addTo(page, each, options)
      if (entry % ENTRIES_PER_PAGE !== 0 && entry !== total) continue
      yield { ...page, cursor: { entry, total }, progress: entry / total }
      signal.throwIfAborted()
      page = emptyPage()
    }
  }
}

interface OpenPage {
  readonly records: MediaRecord[]
  readonly rejected: RejectedRecord[]
  skipped: number
}

function emptyPage(): OpenPage {
  return { records: [], rejected: [], skipped: 0 }
}

function addTo(page: OpenPage, { value, file, line }: HistoryEntry, options: SpotifyImportOptions): void {
  const play = readEntry(value)
  if (play.source === 'unusable') {
    const position = `${file === undefined ? '' : `${file}, `}line ${line}`
    page.rejected.push({ reason: play.reason, position, raw: play.raw })
  } else if (options.shortPlays === 'leave-out' && play.msPlayed < SHORTEST_COUNTED_MILLISECONDS) {
    page.skipped += 1
  } else {
    page.records.push(play.source === 'extended-history' ? extendedRecord(play) : accountRecord(play))
  }
}

async function countEntries({ file, signal }: ImportContext): Promise<number> {
  let count = 0
  for await (const entries of historyEntries(file, signal)) count += entries.length
  return count
}

function placeOf(cursor: JsonValue | undefined): { entry: number; total: number } | undefined {
  if (cursor === undefined) return undefined
  if (typeof cursor === 'object' && cursor !== null && 'entry' in cursor && 'total' in cursor) {
    const { entry, total } = cursor
    if (isCount(entry) && isCount(total)) return { entry, total }
  }
  throw new IntegrationError(
    'invalid_data',
    'The place where the import was interrupted is unreadable. Import the file again.',
  )
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
