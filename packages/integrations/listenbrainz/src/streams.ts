import { mediaStream } from '@tributary/integration-kit'
import { readBackwards } from '@tributary/integration-kit/backwards'
import { localDateIn, timeZoneOf } from '@tributary/integration-kit/dates'
import { membersOf, numberOf } from '@tributary/integration-kit/values'
import { fetchListens } from './api.ts'
import { Listen } from './api-shapes.ts'
import { listenRecord } from './mapping.ts'

/** Listens, newest first. `prepare` returns the user name. */
export const listens = mediaStream<{ prepared: string }>({
  id: 'listens',
  displayName: 'Listens',
  sync(context) {
    const { http, prepared: userName, connection } = context
    const localDate = localDateIn(timeZoneOf(connection))
    return readBackwards(context, {
      fetch: async (before) => fetchListens(http, userName, before),
      timeOf: (listen) => numberOf(membersOf(listen)['listened_at']),
      schema: Listen,
      what: 'A listen',
      toRecord: (listen) => listenRecord(listen, localDate),
    })
  },
})
