import type { TributaryClient } from '../create-tributary-client.ts'
import type { OpenStream } from './follow-events.ts'

export interface StreamRequest {
  readonly client: TributaryClient
  /** As in the document: `/api/jobs/{id}/events`. */
  readonly url: string
  readonly path?: Record<string, unknown> | undefined
  readonly query?: Record<string, unknown> | undefined
}

const BEARER = { scheme: 'bearer', type: 'http' } as const
const NO_CONTENT = 204

/** Requests a stream of events by a client: unlike `EventSource`, with its API key. */
export function openStream({ client, url, path, query }: StreamRequest): OpenStream {
  return async (lastEventId, signal) => {
    const result = await client.get<ReadableStream<Uint8Array>, unknown, true>({
      url,
      signal,
      parseAs: 'stream',
      security: [BEARER],
      headers: {
        accept: 'text/event-stream',
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      ...(path === undefined ? {} : { path }),
      ...(query === undefined ? {} : { query }),
    })
    return result.response.status === NO_CONTENT ? undefined : result.data
  }
}
