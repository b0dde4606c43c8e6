import { database } from '@tributary/database'
import type { ProviderFacts } from '@tributary/integration-kit'
import {
  defineIntegration,
  field,
  fields,
  fileImport,
  type Integration,
  mediaStream,
} from '@tributary/integration-kit'
import {
  type EnrichContext,
  type EnricherMatch,
  enricher,
  type Work,
} from '@tributary/integration-kit/enrichers'
import { parseAllowList } from '@tributary/provider-client'
import { startTestServer, TEST_PASSWORD, type TestServer, type TestUser } from '@tributary/testkit'
import type { Kysely } from 'kysely'
import { type EnrichmentOptions, enrichmentPlugin } from '../src/index.ts'
import type { EnrichmentTables, TaskRow } from '../src/tables.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now: number
}

/** A line of a file of the test's integrations. */
export interface Line {
  readonly id: string
  readonly title: string
  readonly creators?: readonly string[]
  readonly type?: 'track' | 'movie' | 'episode' | 'video'
}

/** An integration whose files are JSON lists. */
export function filesOf(name: string, facts?: ProviderFacts): Integration {
  return defineIntegration({
    name,
    displayName: name,
    version: '1.0.0',
    description: 'For tests.',
    ...(facts === undefined ? {} : { facts }),
    files: fileImport({ accept: ['.json'], maxBytes: 50_000_000, howTo: ['Export it.'] }),
    streams: [
      mediaStream({
        id: 'plays',
        displayName: 'Plays',
        async *importFile({ file }) {
          const chunks: Uint8Array[] = []
          for await (const chunk of file.open()) chunks.push(chunk)
          const lines = JSON.parse(Buffer.concat(chunks).toString()) as Line[]
          for (let start = 0; start < lines.length; start += 500)
            yield {
              records: lines.slice(start, start + 500).map(({ id, title, creators, type = 'track' }) => ({
                externalId: id,
                type,
                title,
                ...(creators === undefined ? {} : { creators: [...creators] }),
                occurredOn: '2026-01-02',
                raw: {},
              })),
              cursor: start,
            }
        },
      }),
    ],
  })
}

const settings = fields({ apiKey: field.secret({ label: 'API key', env: 'TAGGER_KEY' }) })

/** What the test decides about the enricher `tagger`. */
export interface TaggerScript {
  version: number
  readonly asked: Work[]
  /** Called for each work; what it throws is thrown by the enricher. */
  answer(work: Work, signal: AbortSignal): unknown
  /** Takes the place of one answer for each work. */
  enrich?: ((works: readonly Work[], signal: AbortSignal) => AsyncIterable<unknown>) | undefined
}

/** An enricher of the items of `music`. */
export function taggerOf(
  script: TaggerScript,
  more: { readonly keepDays?: number; readonly batchSize?: number; readonly match?: EnricherMatch } = {},
): Integration {
  return defineIntegration({
    name: 'tagger',
    displayName: 'Tagger',
    version: '1.0.0',
    description: 'For tests.',
    config: settings,
    api: { baseUrl: 'https://tagger.example.org' },
    provides: {
      enricher: enricher({
        version: script.version,
        platforms: ['music'],
        types: ['track'],
        batchSize: 3,
        ...more,
        async *enrich({ config, signal }: EnrichContext<{ config: typeof settings }>, works) {
          if (config.apiKey !== 'right') throw new Error('the key is not that of the settings')
          if (script.enrich !== undefined) {
            for await (const result of script.enrich(works, signal)) yield result as never
            return
          }
          for (const work of works) {
            script.asked.push(work)
            yield (await script.answer(work, signal)) as never
          }
        },
      }),
    },
  })
}

/** A server with an enricher and a model, if one is given. */
export interface EnrichmentServer {
  readonly server: TestServer
  readonly clock: Clock
  readonly db: Kysely<EnrichmentTables>
  user(): Promise<TestUser>
  tasks(): Promise<TaskRow[]>
  stop(): Promise<void>
}

export async function startEnrichment(options: {
  readonly integrations: readonly Integration[]
  readonly environment?: Readonly<Record<string, string>>
  readonly enrichment?: EnrichmentOptions
}): Promise<EnrichmentServer> {
  const clock = { now: Date.parse('2026-11-29T08:00:00Z') }
  const server = await startTestServer({
    integrations: options.integrations,
    environment: { TAGGER_KEY: 'right', ...options.environment },
    plugins: [
      enrichmentPlugin({
        now: () => clock.now,
        lookMilliseconds: 20,
        egressAllow: parseAllowList('127.0.0.1'),
        ...options.enrichment,
      }),
    ],
  })
  const db = server.kernel.getService(database).tables<EnrichmentTables>()
  return {
    server,
    clock,
    db,
    user: () => server.createUser({ role: 'admin' }),
    tasks: () => db.selectFrom('enrichment_tasks').selectAll().orderBy('id').execute(),
    stop: () => server.stop(),
  }
}

/** Asks as an administrator does on the page: settings are not for API keys. */
async function ask(
  { server }: Pick<EnrichmentServer, 'server'>,
  { email }: TestUser,
  request: { readonly method: 'PATCH' | 'POST'; readonly url: string; readonly payload: object },
) {
  const { app } = server.kernel
  const signedIn = await app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: { email, password: TEST_PASSWORD },
  })
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
  return app.inject({ ...request, cookies })
}

export async function setModel(
  on: Pick<EnrichmentServer, 'server'>,
  user: TestUser,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { statusCode, body } = await ask(on, user, {
    method: 'PATCH',
    url: '/api/admin/settings/enrichment',
    payload: { values: { model: 'sim-model', batchSize: 4, ...values } },
  })
  if (statusCode !== 200) throw new Error(`changing the settings answered ${statusCode}: ${body}`)
}

/** What the test of the stored settings answers. */
export async function testModelSettings(
  on: Pick<EnrichmentServer, 'server'>,
  user: TestUser,
): Promise<unknown> {
  return (
    await ask(on, user, { method: 'POST', url: '/api/admin/settings/enrichment/test', payload: {} })
  ).json()
}
