import type { MediaRecord } from '@tributary/integration-kit'
import { shortId } from '@tributary/integration-kit/files'
import { textOf, withoutMembers } from '@tributary/integration-kit/values'
import type { Scrobble } from './api-shapes.ts'

/** Counts scrobbles of the same track in the same second: players submit some twice, and each is one. */
export function occurrences(): (key: string) => number {
  const counts = new Map<string, number>()
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
}

/** One scrobble. Last.fm gives it no id: time, artist, track and the number among equal ones are its identity. */
export function scrobbleRecord(
  scrobble: Scrobble,
  localDate: (instant: string) => string,
  numberOf: (key: string) => number,
): MediaRecord {
  const artist = scrobble.artist['#text']
  const second = Number(scrobble.date.uts)
  const occurredAt = new Date(second * 1000).toISOString()
  const key = `${second}|${artist}|${scrobble.name}`
  const url = textOf(scrobble.url)
  return {
    externalId: shortId(`${key}|${numberOf(key)}`, `${second}|`),
    type: 'track',
    title: scrobble.name,
    creators: [artist],
    occurredOn: localDate(occurredAt),
    occurredAt,
    raw: withoutMembers(scrobble, /^(image|streamable)$/),
    ...(url !== undefined && { url }),
  }
}
