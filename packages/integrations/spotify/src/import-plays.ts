import {
  type ImportContext,
  IntegrationError,
  type JsonValue,
  type MediaRecord,
  type Page,
  type RejectedRecord,
} from '@tributary/integration-kit'
import { readEntry } from './entries/read-entry.ts'
import { EqualPlays } from './equal-plays.ts'
import { type HistoryEntry, historyEntries } from './history-entries.ts'
import { type HistoryUpload, openHistory } from './history-upload.ts'
import { type ImportChoices, importOptions } from './import-options.ts'
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
  const options = importOptions(context)
  const place = placeOf(context.cursor)
  const history = await openHistory(file, signal)
  const { entry: consumed, total } = place ?? { entry: 0, total: await countEntries(history, signal) }
  const plays = new EqualPlays()
  let page = place === undefined ? firstPage(history) : emptyPage()
  if (total === 0 && place === undefined && !isEmpty(page)) yield { ...page, cursor: { entry: 0, total } }
  let entry = 0
  for await (const entries of historyEntries(history.files(), signal)) {
    for (const each of entries) {
      entry += 1
      // Consumed entries are read too: later ones are numbered after those equal to them.
      addTo(entry <= consumed ? emptyPage() : page, each, { options, plays })
      if (entry <= consumed || (entry % ENTRIES_PER_PAGE !== 0 && entry !== total)) continue
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
  readonly warning?: string
}

function emptyPage(): OpenPage {
  return { records: [], rejected: [], skipped: 0 }
}

/** The first page reports the files of the upload that are not imported. */
function firstPage({ passedOver, unreadable }: HistoryUpload): OpenPage {
  const rejected = unreadable.map(({ name, reason }) => ({ reason, position: name, raw: { file: name } }))
  const page = { ...emptyPage(), rejected }
  return passedOver.length === 0 ? page : { ...page, warning: passedOverWarning(passedOver) }
}

function isEmpty({ rejected, warning }: OpenPage): boolean {
  return rejected.length === 0 && warning === undefined
}

const NAMED_FILES = 10

function passedOverWarning(names: readonly string[]): string {
  const more = names.length > NAMED_FILES ? ` and ${names.length - NAMED_FILES} more` : ''
  return `Not imported, because they are not part of the listening history: ${names.slice(0, NAMED_FILES).join(', ')}${more}.`
}

interface Reading {
  readonly options: ImportChoices
  readonly plays: EqualPlays
}

function addTo(page: OpenPage, each: HistoryEntry, { options, plays }: Reading): void {
  const { value, file, fileNumber, line } = each
  const play = readEntry(value)
  if (play.source === 'empty') {
    page.skipped += 1
    return
  }
  if (play.source === 'unusable') {
    const position = `${file === undefined ? '' : `${file}, `}line ${line}`
    page.rejected.push({ reason: play.reason, position, raw: play.raw })
    return
  }
  const entry = { localDate: options.localDate, occurrence: plays.numberOf(play, fileNumber) }
  const isShort = play.msPlayed !== undefined && play.msPlayed < SHORTEST_COUNTED_MILLISECONDS
  if (options.shortPlays === 'leave-out' && isShort) page.skipped += 1
  else
    page.records.push(
      play.source === 'extended-history' ? extendedRecord(play, entry) : accountRecord(play, entry),
    )
}

async function countEntries(history: HistoryUpload, signal: AbortSignal): Promise<number> {
  let count = 0
  for await (const entries of historyEntries(history.files(), signal)) count += entries.length
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
    'The saved position of this import is invalid. Import the file again.',
  )
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
