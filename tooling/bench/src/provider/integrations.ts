import {
  apiKey,
  defineIntegration,
  type Integration,
  type MediaRecord,
  mediaStream,
  noAuth,
} from '@tributary/integration-kit'
import { Type } from 'typebox'
import { PAGE_ROWS, type Play, Plays } from './play.ts'

/** One long history of public plays. */
export function playsIntegration(baseUrl: string): Integration {
  return defineIntegration({
    name: 'plays',
    displayName: 'Plays',
    version: '1.0.0',
    description: 'What a benchmark reads.',
    auth: noAuth,
    api: { baseUrl },
    streams: [
      mediaStream({
        id: 'plays',
        displayName: 'Plays',
        async *sync({ http, cursor, signal }) {
          const pages = http.pages('/plays', {
            schema: Plays,
            query: { limit: PAGE_ROWS, after: Number(cursor ?? 0) },
            next: ({ body: { position, total } }) => position < total && { query: { after: position } },
          })
          for await (const { items, position, total } of pages) {
            signal.throwIfAborted()
            yield { records: items.map(toMediaRecord), cursor: position, progress: position / total }
          }
        },
      }),
    ],
  })
}

/** Accounts that people connect by key, with one small page each. */
export function accountsIntegration(baseUrl: string): Integration {
  return defineIntegration({
    name: 'plays',
    displayName: 'Plays',
    version: '1.0.0',
    description: 'What a benchmark reads.',
    auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['It is made up.'] }),
    api: { baseUrl },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    streams: [
      mediaStream({
        id: 'recent',
        displayName: 'Recent plays',
        async *sync({ http }) {
          const { items, position } = await http.get('/recent', { schema: Plays })
          yield { records: items.map(toMediaRecord), cursor: position }
        },
      }),
    ],
  })
}

export function toMediaRecord(play: Play): MediaRecord {
  return {
    externalId: play.id,
    type: 'track',
    title: play.track.name,
    creators: play.artists.map(({ name }) => name),
    occurredOn: play.played_at.slice(0, 10),
    occurredAt: play.played_at,
    durationSeconds: play.ms_played / 1000,
    url: play.track.url,
    raw: play,
  }
}
