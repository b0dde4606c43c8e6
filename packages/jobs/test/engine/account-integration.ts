import { type IntegrationPlugin, integrationPlugin } from '@tributary/integration-host'
import {
  apiKey,
  defineIntegration,
  noAuth,
  type Page,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { type TestRecord, TestRecordSchema } from '../test-records.ts'

/** What the tests' provider answers: some records, and where the next ones begin. */
export const Items = Type.Object({
  items: Type.Array(Type.Unknown()),
  next: Type.Optional(Type.Integer()),
})

const account: Auth = apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Ask for it.'] })

/** Reads `/<id>?after=<cursor>` page by page, as an integration would. */
export function httpStream(id: string, more: Partial<Stream<TestRecord>> = {}): Stream<TestRecord> {
  return {
    id,
    kind: 'test',
    displayName: id,
    recordSchema: TestRecordSchema,
    scopes: ['read'],
    sync: readItems(id),
    ...more,
  }
}

function readItems(id: string) {
  return async function* ({ http, cursor }: SyncContext): AsyncGenerator<Page<TestRecord>> {
    let after: number | undefined = Number(cursor ?? 0)
    while (after !== undefined) {
      const body: { items: unknown[]; next?: number } = await http.get(`/${id}`, {
        schema: Items,
        query: { after },
      })
      yield { records: body.items as TestRecord[], cursor: body.next ?? after + body.items.length }
      after = body.next
    }
  }
}

/** An integration of these streams, of a connected account unless said otherwise. */
export function accountIntegration(
  streams: readonly Stream<TestRecord>[],
  more: Partial<IntegrationDefinition> & { readonly public?: boolean } = {},
): IntegrationPlugin {
  const { public: isPublic = false, ...definition } = more
  return integrationPlugin(
    defineIntegration({
      name: 'account',
      displayName: 'Account',
      version: '1.0.0',
      description: 'For tests.',
      auth: isPublic ? noAuth : account,
      api: { baseUrl: 'https://account.example' },
      identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
      streams,
      ...definition,
    }),
  )
}
