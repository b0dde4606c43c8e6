import { mediaStream } from '@tributary/integration-kit'
import { readBackwards } from '@tributary/integration-kit/backwards'
import { addDays, localDateIn, timeZoneOf } from '@tributary/integration-kit/dates'
import { fetchScrobbles, secondOf } from './api.ts'
import { Scrobble } from './api-shapes.ts'
import { occurrences, scrobbleRecord } from './mapping.ts'

/** 2002-01-01: there was no Last.fm before. An older time is an unknown one, which is rejected once and not searched for again. */
const FIRST_SECOND = 1_009_843_200

/** Scrobbles, newest first. Pages are requested by time, so that new ones do not shift them. */
export const scrobbles = mediaStream({
  id: 'scrobbles',
  displayName: 'Scrobbles',
  sync(context) {
    const { http, connection, window, now } = context
    const localDate = localDateIn(timeZoneOf(connection))
    const startedAt = Math.floor(now() / 1000) + 1
    const start = Date.parse(addDays(window.startDate, -1)) / 1000
    // Without a start, scrobbles of an unknown time are delivered too, and are shown as rejected.
    const from = start > FIRST_SECOND ? start : undefined
    let numberOf = occurrences()
    return readBackwards(context, {
      async fetch(before) {
        // Each page has all scrobbles of its newest second.
        numberOf = occurrences()
        if (before <= FIRST_SECOND) return []
        return fetchScrobbles(http, { from, before: Math.min(before, startedAt) })
      },
      timeOf: secondOf,
      schema: Scrobble,
      what: 'A scrobble',
      toRecord: (scrobble) => scrobbleRecord(scrobble, localDate, numberOf),
    })
  },
})
