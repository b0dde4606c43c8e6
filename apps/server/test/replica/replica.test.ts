import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '@tributary/database'
import { startPooler, startReplicatedServer } from '@tributary/database/testing'
import type { ImportJob } from '@tributary/integration-host'
import {
  createListenBrainzSimulator,
  type SimulatedListen,
  simulatedListen,
} from '@tributary/integration-listenbrainz/simulator'
import { randomNumbers } from '@tributary/provider-simulator'
import { expect, test } from 'vitest'
import { otherIntegrations } from '../other-integrations.ts'
import { endpointsSetting } from '../requests/endpoints-setting.ts'
import { type ServerProcess, temporaryDirectory } from '../server-process.ts'
import { Deployment } from './deployment.ts'
import { WritingClient } from './writing-client.ts'

/** The full proof is REPLICA_ROUNDS=10 and REPLICA_LISTENS=20000; what runs each time is the same at a smaller size. */
const ROUNDS = Number(process.env['REPLICA_ROUNDS'] ?? 1)
const LISTENS = Number(process.env['REPLICA_LISTENS'] ?? 1_500)
const PROCESSES = 3
const ACCOUNTS = ['sim-ada', 'sim-bob', 'sim-cleo']
const PAGE = 100
const SLOW_MILLISECONDS = 400
const LAG_MILLISECONDS = 100
const SEED = 20_261_129

test('three API processes, three workers and a replica behind poolers lose nothing while they are killed', {
  timeout: 150_000 + ROUNDS * 60_000 + LISTENS * 10,
}, async () => {
  const random = randomNumbers(SEED)
  await using place = await Place.start()
  const deployment = await Deployment.start(place.environment, PROCESSES)
  place.onEnd(() => deployment.stop())
  const first = deployment.server(0)
  await first.signIn()
  for (let index = 1; index < PROCESSES; index++) deployment.server(index).cookie = first.cookie
  const keys = await Promise.all([1, 2].map((number) => createKey(first, `client ${number}`)))
  for (const account of ACCOUNTS) {
    const apiKey = place.simulator.controls.grant({ account }).accessToken
    expect((await post(first, '/api/listenbrainz/connect', { apiKey })).status).toBe(201)
  }
  await deployment.untilReplica({ isUsed: true })
  const readsBefore = await place.readsOfReplica()

  const clients = [{ apiKey: keys[0] ?? '' }, { apiKey: keys[1] ?? '' }, { cookie: first.cookie }].map(
    (credentials, index) =>
      new WritingClient({ deployment, credentials, random, firstDay: `${2000 + index * 5}-01-01` }),
  )
  const stopped = new AbortController()
  const running = Promise.all(clients.map((client) => client.run(stopped.signal)))
  await expect.poll(() => place.readsOfReplica()).toBeGreaterThan(readsBefore + 10)
  for (let round = 0; round < ROUNDS * PROCESSES; round++) {
    await deployment.killWorker(round)
    await place.expireHeartbeats()
    await place.servers.killReplica()
    const isBack = sleep(1_000).then(() => place.servers.startReplica())
    await deployment.killServer(round)
    deployment.server(round).cookie = first.cookie
    await isBack
    await deployment.untilReplica({ isUsed: true })
  }
  stopped.abort()
  await running

  expect(clients.flatMap(({ seen }) => seen.failures)).toEqual([])
  expect(clients.flatMap(({ seen }) => seen.missed)).toEqual([])
  for (const { seen } of clients) {
    expect(seen.acknowledged.size).toBeGreaterThan(20)
    expect(await readValues(deployment.server(1), seen.acknowledged)).toEqual(seen.acknowledged)
  }
  await untilJobsEnd(deployment.server(2), place)
  const expected = [...ACCOUNTS.keys()]
    .flatMap((account) => listensOf(account).map(describeListen))
    .toSorted()
  for (let index = 0; index < PROCESSES; index++)
    expect(await readItems(deployment.server(index))).toEqual(expected)
  expect(await place.countRows()).toEqual({ items: expected.length, twice: 0 })
})

/** What the processes stand on. */
class Place {
  readonly servers: Awaited<ReturnType<typeof startReplicatedServer>>
  readonly simulator: Awaited<ReturnType<typeof createListenBrainzSimulator>>
  readonly environment: Readonly<Record<string, string>>
  readonly #databaseUrl: string
  readonly #ends: (() => Promise<void>)[]

  private constructor(
    parts: Pick<Place, 'servers' | 'simulator' | 'environment'> & {
      databaseUrl: string
      ends: (() => Promise<void>)[]
    },
  ) {
    this.servers = parts.servers
    this.simulator = parts.simulator
    this.environment = parts.environment
    this.#databaseUrl = parts.databaseUrl
    this.#ends = parts.ends
  }

  static async start(): Promise<Place> {
    const servers = await startReplicatedServer()
    // So that a read that did not wait would miss what was written.
    await servers.run('replica', `alter system set recovery_min_apply_delay = ${LAG_MILLISECONDS}`)
    await servers.run('replica', 'select pg_reload_conf()')
    const databaseUrl = await servers.createDatabase()
    const primary = await startPooler(databaseUrl)
    const replica = await startPooler(servers.onReplica(databaseUrl))
    const simulator = await createListenBrainzSimulator({
      most: PAGE,
      requests: 1_000_000,
      accounts: ACCOUNTS.map((id, account) => ({ id, name: id, listens: listensOf(account) })),
    })
    // So that syncs last as long as processes are killed.
    simulator.controls.inject({
      kind: 'slow',
      path: '*/listens*',
      times: 1_000_000,
      milliseconds: SLOW_MILLISECONDS,
    })
    const directory = await temporaryDirectory()
    return new Place({
      servers,
      simulator,
      databaseUrl,
      environment: {
        DATA_DIR: directory.path,
        DATABASE_URL: primary.url(databaseUrl),
        DATABASE_READ_URL: replica.url(databaseUrl),
        DATABASE_POOL_SIZE: '5',
        DISABLED_PLUGINS: otherIntegrations(['fitbit', 'listenbrainz']),
        PROVIDER_ENDPOINTS: endpointsSetting(simulator),
        EGRESS_ALLOW: '127.0.0.1',
      },
      ends: [
        () => servers.stop(),
        () => directory[Symbol.asyncDispose](),
        () => simulator.stop(),
        () => primary.stop(),
        () => replica.stop(),
      ],
    })
  }

  onEnd(work: () => Promise<void>): void {
    this.#ends.push(work)
  }

  /** How many transactions the replica has run in this database. */
  async readsOfReplica(): Promise<number> {
    const [row] = await query(
      this.servers.onReplica(this.#databaseUrl),
      'select xact_commit::int as count from pg_stat_database where datname = current_database()',
    )
    return Number(row?.['count'])
  }

  /** The queue notices a dead worker 10 s after its last heartbeat; the kills need not wait for that. */
  async expireHeartbeats(): Promise<void> {
    await query(
      this.#databaseUrl,
      "update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'",
    )
  }

  async countRows(): Promise<unknown> {
    const [row] = await query(
      this.#databaseUrl,
      `select (select count(*)::int from media_items) as items,
        (select count(*)::int from (
          select from daily_metric_values group by user_id, date, metric having count(*) > 1
        ) as double) as twice`,
    )
    return row
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.toReversed()) await end()
  }
}

/** Every few minutes, each account at seconds of its own. */
function listensOf(account: number): SimulatedListen[] {
  const first = Date.parse('2024-01-01T00:00:00Z') / 1000
  return Array.from({ length: LISTENS }, (_, number) =>
    simulatedListen({ at: first + number * 200 + account, track: `Track ${account}-${number}` }),
  )
}

function describeListen({ listened_at: at, track_metadata: track }: SimulatedListen): string {
  return `${new Date(at * 1000).toISOString()} ${(track as { readonly track_name: string }).track_name}`
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const database = createDatabase({ databaseUrl: url, dataDir: '.', poolSize: 2 })
  try {
    const { rows } = await database.pool.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await database.close()
  }
}

function post(server: ServerProcess, path: string, body: object): Promise<Response> {
  return server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function createKey(server: ServerProcess, name: string): Promise<string> {
  const answer = await post(server, '/api/accounts/keys', { name, scopes: ['*'] })
  return ((await answer.json()) as { readonly key: string }).key
}

async function readValues(
  server: ServerProcess,
  days: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const sorted = [...days.keys()].toSorted()
  const { series } = (await server.json(
    `/api/metrics/values?metric=fitbit.steps&from=${sorted[0]}&to=${sorted.at(-1)}`,
  )) as { series: { points: { date?: string; period?: string; value: number }[] }[] }
  const points = (series[0]?.points ?? []).map(
    ({ date, period = '', value }) => [date ?? period, value] as const,
  )
  // A write that was not answered may have been made.
  return new Map(points.filter(([day]) => days.has(day)))
}

async function untilJobsEnd(server: ServerProcess, place: Place): Promise<void> {
  for (let look = 0; ; look++) {
    const { items } = (await server.json('/api/jobs?limit=100')) as { readonly items: readonly ImportJob[] }
    if (items.every(({ status }) => status !== 'queued' && status !== 'running')) {
      expect(items.filter(({ status }) => status !== 'succeeded')).toEqual([])
      return
    }
    // Of the workers that were killed last.
    if (look === 0) await place.expireHeartbeats()
    await sleep(200)
  }
}

async function readItems(server: ServerProcess): Promise<readonly string[]> {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: {
      readonly items: readonly { readonly occurredAt: string; readonly title: string }[]
      readonly nextCursor: string | null
    } = await server.json(
      `/api/library/items?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    found.push(...page.items.map(({ occurredAt, title }) => `${occurredAt} ${title}`))
    cursor = page.nextCursor
  }
  return found.toSorted()
}
