import {
  apiKey,
  defineIntegration,
  type Integration,
  type MediaRecord,
  mediaStream,
} from '@tributary/integration-kit'
import { Type } from 'typebox'

/** One event as the provider tells it. Some of what it tells is broken, so only the mapping knows its members. */
export interface Delivery {
  readonly id: string
  readonly title: unknown
  readonly date: string
  readonly version: number
}

const Feed = Type.Object({
  // What is wrong with one item is found record by record, and does not spoil its page.
  items: Type.Array(Type.Unknown()),
  next: Type.Optional(Type.Integer()),
})

/** What `tide` makes of a delivery. Not every delivery is right, and so neither is every record. */
export function toRecord({ id, title, date, version }: Delivery): MediaRecord {
  const record = { externalId: id, type: 'track', title, occurredOn: date, raw: { id, version } }
  return record as MediaRecord
}

const plays = mediaStream({
  id: 'plays',
  displayName: 'Plays',
  async *sync({ http, cursor }) {
    let after: number | undefined = Number(cursor ?? 0)
    while (after !== undefined) {
      const { items, next }: { items: unknown[]; next?: number } = await http.get('/plays', {
        schema: Feed,
        query: { after },
      })
      yield { records: (items as Delivery[]).map(toRecord), cursor: after + items.length }
      after = next
    }
  },
})

/** A feed behind a key, which goes on where it was left. */
export function tide(origin: string): Integration {
  return defineIntegration({
    name: 'tide',
    displayName: 'Tide',
    version: '1.0.0',
    description: 'For tests: a long feed of a provider that has a bad day.',
    auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Take any.'] }),
    api: { baseUrl: `${origin}/v1` },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    // No sync by itself while the test looks on.
    schedule: { everyMinutes: 24 * 60 },
    streams: [plays],
  })
}
