import { mediaStream } from '@tributary/integration-kit'
import { localDateIn, timeZoneOf } from '@tributary/integration-kit/dates'
import { readEach } from '@tributary/integration-kit/values'
import { Type } from 'typebox'
import { fetchRecentlyPlayed, KEPT_PLAYS } from './api.ts'
import { readItem } from './api-item.ts'
import { apiRecord } from './mapping.ts'
import { RECENTLY_PLAYED_SCOPE } from './refusals-table.ts'

/** The plays Spotify still keeps, in one page. The cursor is the time of the newest one, in milliseconds since 1970. */
export const recentlyPlayed = mediaStream({
  id: 'recently-played',
  displayName: 'Recently played',
  scopes: [RECENTLY_PLAYED_SCOPE],
  cursor: Type.Number(),
  async *sync({ http, logger, cursor: newestKnown, connection }) {
    const items = await fetchRecentlyPlayed(http)
    const localDate = localDateIn(timeZoneOf(connection))
    const { records, rejected } = readEach(items, (item) => {
      const play = readItem(item)
      return typeof play === 'string' ? play : apiRecord(play, localDate)
    })
    const times = records.map((record) => Date.parse(record.occurredAt ?? ''))
    const newest = Math.max(newestKnown ?? 0, ...times)
    if (newest === 0 && rejected.length === 0) return
    const gap = items.length >= KEPT_PLAYS ? gapAfter(newestKnown, times) : undefined
    if (gap !== undefined) logger.warn(gap, 'plays missed: Spotify dropped them before they were read')
    yield { records, rejected, cursor: newest, ...(gap && { warning: warningOf(gap) }) }
  },
})

/** The time of a play may be rounded when it is delivered again. */
const SAME_PLAY_MILLISECONDS = 2000

/**
 * If the list is full and the newest known play is not in it, plays were dropped unread: always, except if there were exactly as many
 * new plays as Spotify keeps. Older plays in the list prove nothing: they may have arrived late.
 */
function gapAfter(newestKnown: number | undefined, times: readonly number[]) {
  if (newestKnown === undefined) return undefined
  if (times.some((time) => Math.abs(time - newestKnown) <= SAME_PLAY_MILLISECONDS)) return undefined
  const newer = times.filter((time) => time > newestKnown)
  if (newer.length === 0) return undefined
  return { from: new Date(newestKnown).toISOString(), to: new Date(Math.min(...newer)).toISOString() }
}

function warningOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return `Spotify keeps only the newest ${KEPT_PLAYS} plays, and the last play of the previous sync is no longer among them: plays between ${from} and ${to} are missing. Request your extended streaming history from Spotify and import it here; known plays are not added again.`
}
