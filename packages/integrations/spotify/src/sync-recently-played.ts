import {
  IntegrationError,
  type JsonValue,
  type MediaRecord,
  type Page,
  type RejectedRecord,
  type SyncContext,
} from '@tributary/integration-kit'
import { Compile } from 'typebox/compile'
import { fetchRecentlyPlayed, KEPT_PLAYS, PlayedTrack } from './api.ts'
import { apiRecord } from './mapping.ts'

/**
 * Plays are asked for from a day before the last one known: what was heard offline arrives late, and a known play among
 * the answers shows that none is missing in between.
 */
const OVERLAP_MILLISECONDS = 24 * 60 * 60 * 1000

const playedTrack = Compile(PlayedTrack)

/** The plays Spotify still keeps, in one page. The cursor is when the newest one was played, in milliseconds since 1970. */
export async function* syncRecentlyPlayed(context: SyncContext): AsyncGenerator<Page<MediaRecord>> {
  const { http, logger, signal } = context
  const newestKnown = timeIn(context.cursor)
  const items = await fetchRecentlyPlayed(
    http,
    newestKnown === undefined ? undefined : newestKnown - OVERLAP_MILLISECONDS,
  )
  signal.throwIfAborted()
  const { records, rejected } = readItems(items)
  const times = records.map((record) => Date.parse(record.occurredAt ?? ''))
  const newest = Math.max(newestKnown ?? 0, ...times)
  if (newest === 0 && rejected.length === 0) return
  const gap = gapAfter(newestKnown, { times, isFull: items.length >= KEPT_PLAYS })
  if (gap !== undefined) logger.warn(gap, 'spotify has dropped plays before they were read')
  yield {
    records,
    rejected,
    cursor: newest,
    ...(gap === undefined ? {} : { warning: warningOf(gap) }),
  }
}

function readItems(items: readonly unknown[]): { records: MediaRecord[]; rejected: RejectedRecord[] } {
  const records: MediaRecord[] = []
  const rejected: RejectedRecord[] = []
  for (const [index, item] of items.entries()) {
    if (playedTrack.Check(item)) {
      records.push(apiRecord(item))
      continue
    }
    const [error] = playedTrack.Errors(item)
    const where = error === undefined || error.instancePath === '' ? 'It' : error.instancePath.slice(1)
    rejected.push({
      reason: `${where} ${error?.message ?? 'has another shape'}.`,
      position: `item ${index + 1}`,
      raw: item,
    })
  }
  return { records, rejected }
}

interface Gap {
  /** RFC 3339. */
  readonly from: string
  readonly to: string
}

/**
 * When all that Spotify keeps is newer than what is known, older plays have fallen out unread: all but in the one case
 * that there were exactly as many new plays as it keeps.
 */
function gapAfter(
  newestKnown: number | undefined,
  { times, isFull }: { readonly times: readonly number[]; readonly isFull: boolean },
): Gap | undefined {
  if (newestKnown === undefined || !isFull || times.length === 0) return undefined
  const oldest = Math.min(...times)
  if (oldest <= newestKnown) return undefined
  return { from: new Date(newestKnown).toISOString(), to: new Date(oldest).toISOString() }
}

function warningOf({ from, to }: Gap): string {
  return `Spotify keeps only the newest ${KEPT_PLAYS} plays, and all of them are newer than the last sync: what was played between ${from} and ${to} is missing. Request your extended streaming history from Spotify and import it here; plays that are known already are not added again.`
}

function timeIn(cursor: JsonValue | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (typeof cursor === 'number' && Number.isFinite(cursor) && cursor >= 0) return cursor
  throw new IntegrationError('invalid_data', 'The place up to which Spotify was read is unreadable.')
}
