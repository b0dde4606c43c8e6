import {
  dailyMetricStream,
  defineIntegration,
  eventStream,
  type Integration,
  mediaStream,
  noAuth,
} from '@tributary/integration-kit'

export const SENTENCE = 'Its terms forbid use with AI.'

/** An integration that delivers items, values and events, each named after it, and one item that is rejected. */
export function shelf(
  name: string,
  options: {
    readonly items?: number
    readonly raw?: Record<string, unknown>
    readonly forbidsAi?: boolean
  } = {},
): Integration {
  const { items = 1, raw = {}, forbidsAi = false } = options
  const term = {
    forbids: 'ai',
    sentence: SENTENCE,
    source: 'https://shelf.example/terms',
    checkedOn: '2026-11-02',
  }
  return defineIntegration({
    name,
    displayName: name,
    version: '1.0.0',
    description: 'For tests.',
    auth: noAuth,
    ...(forbidsAi ? { facts: { terms: [{ ...term, forbids: 'ai' as const }] } } : {}),
    streams: [
      mediaStream({
        id: 'books',
        displayName: 'Books',
        async *sync() {
          const good = Array.from({ length: items }, (_, index) => ({
            externalId: `${index}`,
            type: 'article' as const,
            title: `${name} book ${index}`,
            occurredOn: '2026-11-01',
            raw,
          }))
          const bad = { ...good[0], externalId: 'bad', title: 7, raw: { of: `${name} secret` } }
          yield { records: [...good, bad] as typeof good, cursor: null }
        },
      }),
      dailyMetricStream({
        id: 'daily',
        displayName: 'Daily',
        fields: { pages: { label: `${name} pages`, type: 'number' } },
        async *sync() {
          yield { records: [{ field: 'pages' as const, date: '2026-11-01', value: 7 }], cursor: null }
        },
      }),
      eventStream({
        id: 'evenings',
        displayName: 'Evenings',
        types: { reading: { label: 'Reading' } },
        fields: {},
        async *sync() {
          const when = { startedAt: '2026-11-01T20:00:00Z', date: '2026-11-01' }
          yield {
            records: [
              {
                externalId: 'e',
                type: 'reading' as const,
                title: `${name} evening`,
                ...when,
                values: {},
                raw: {},
              },
            ],
            cursor: null,
          }
        },
      }),
    ],
  })
}
