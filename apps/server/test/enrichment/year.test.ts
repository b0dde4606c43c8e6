import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { database } from '@tributary/database'
import { nextMessage } from '@tributary/database/testing'
import { enrichmentPlugin } from '@tributary/enrichment'
import { type Fault, type ModelServer, startModelServer } from '@tributary/enrichment/simulator'
import { API_KEY as LASTFM_KEY } from '@tributary/integration-lastfm/simulator'
import { ACCESS_TOKEN } from '@tributary/integration-tmdb/simulator'
import { endWithThisProcess } from '@tributary/processes'
import { startTestServer, TEST_PASSWORD, type TestServer, type TestUser } from '@tributary/testkit'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readYearClock } from './year-clock.ts'
import { importYear, startLastFm, startTmdb, YEAR_INTEGRATIONS } from './year-library.ts'

const KEYS = { LASTFM_API_KEY: LASTFM_KEY, TMDB_API_KEY: ACCESS_TOKEN }
const KILLS = 6
const WORKERS = 2
/** The batch is small so that kills meet many. */
const BATCH_SIZE = 20
const ITEMS_PER_DAY = 500
const TOKENS_PER_DAY = 120_000
const PRICES = { inputPrice: 2, outputPrice: 8 }

const clock = { startsWith: Date.parse('2026-11-20T12:00:00Z'), startedAt: Date.now() }
const now = () => readYearClock(clock)

/** What the model does, one after the other: late, wrong, outside of the schema, not at all, and good answers between them. */
const TURNS: readonly (Fault | undefined)[] = [
  undefined,
  { lateMilliseconds: 700 },
  { content: 'I am sorry, but I cannot help with that.' },
  { content: '{"items":[{"n":1,"topics":["cats"],"moods":[],"contentType":"thing","sure":true}]}' },
  undefined,
  {
    status: 429,
    body: { error: { message: 'slow down', code: 'rate_limit_exceeded' } },
    headers: { 'retry-after': '1800' },
  },
  { content: '{"items":[{"n":1,"topics":["music"],"moo', finishReason: 'length' },
  { content: '{"items":[{"n":99,"topics":["music"],"moods":[],"contentType":"music","sure":true}]}' },
  undefined,
  { status: 500, body: { error: { message: 'out of memory', type: 'server_error' } } },
  'reset',
  { content: '' },
]

interface Ended {
  readonly id: string
  readonly platform: string
  readonly title: string
  readonly creators: readonly string[] | null
  readonly enricher: string
  readonly state: string
  readonly reason: string | null
}

let server: TestServer
let ada: TestUser
let model: ModelServer
let lastFm: Awaited<ReturnType<typeof startLastFm>>
let tmdb: Awaited<ReturnType<typeof startTmdb>>
let db: Kysely<unknown>
const workers = new Set<ChildProcess>()
/** Asked about when a worker was killed: its answer may have been on the way. */
const cutOff = new Map<string, number>()

beforeAll(async () => {
  ;[model, lastFm, tmdb] = await Promise.all([startModelServer(), startLastFm(now), startTmdb(now)])
  server = await startTestServer({
    integrations: YEAR_INTEGRATIONS,
    environment: KEYS,
    // It only serves the API: the processes of the test enrich.
    plugins: [enrichmentPlugin({ worker: false, now })],
  })
  db = server.kernel.getService(database).tables()
  ada = await server.createUser({ role: 'admin' })
  await importYear(ada)
  await setModel()
  clock.startedAt = Date.now()
}, 120_000)

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await server.stop()
  await Promise.all([model.stop(), lastFm.stop(), tmdb.stop()])
})

test('a year of Spotify, Netflix and YouTube ends done, failed with a reason or skipped, within the budget and without a loss, though workers are killed', {
  timeout: 240_000,
}, async () => {
  misbehave()
  for (let number = 0; number < WORKERS; number += 1) await startWorker()
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(700)
    await killOne()
    await startWorker()
  }
  await vi.waitFor(async () => expect(await countOpen()).toBe(0), { timeout: 200_000, interval: 250 })

  const ended = await listEnded()
  const perPlatform = Object.groupBy(ended, ({ platform }) => platform)
  expect(Object.keys(perPlatform).toSorted()).toEqual(['netflix', 'spotify', 'youtube'])
  expect(ended.filter(({ state, reason }) => state !== 'done' && (reason ?? '') === '')).toEqual([])
  // Each item of the library has its work, and each work one task for each enricher that knows it.
  expect(await countItemsWithoutWork()).toBe(0)
  const tasks = ended.map(({ id, enricher }) => `${id} ${enricher}`)
  expect(new Set(tasks).size).toBe(tasks.length)
  const asked = new Set(ended.map(({ platform, enricher }) => `${platform} ${enricher}`))
  expect([...asked].toSorted()).toEqual([
    'netflix enrichment',
    'netflix tmdb',
    'spotify enrichment',
    'spotify lastfm',
    'youtube enrichment',
    'youtube tmdb',
  ])
  const shares = Object.groupBy(ended, ({ enricher, state }) => `${enricher} ${state}`)
  expect(shares['lastfm done']?.length).toBeGreaterThan(50)
  expect(shares['tmdb done']?.length).toBeGreaterThan(500)
  // The terms of Spotify forbid a language model: nothing of it was sent.
  const ofSpotify = ended.filter(
    ({ platform, enricher }) => platform === 'spotify' && enricher === 'enrichment',
  )
  expect(new Set(ofSpotify.map(({ state }) => state))).toEqual(new Set(['skipped']))
  const sent = model.requests.flatMap(({ messages }) => titlesIn(messages[1]?.content))
  const titles = new Set(ofSpotify.map(nameOf))
  expect(sent.filter((title) => titles.has(title))).toEqual([])
  // What the model never answers validly has failed with that reason; few others have.
  const failed = ended.filter(({ state }) => state === 'failed')
  const confused = ended.filter(
    ({ title, enricher, platform }) =>
      model.confusing.has(title) && enricher === 'enrichment' && platform !== 'spotify',
  )
  expect(new Set(confused.map(({ state, reason }) => `${state}: ${reason}`))).toEqual(
    new Set(['failed: The language model gave no valid answer for this work.']),
  )
  expect(failed.length - confused.length).toBeLessThan(ended.length / 50)
  expectNothingTwice(ended)
  await expectWithinBudget()
})

/** All that providers and the model do wrong, and a few titles that the model can never label. */
function misbehave(): void {
  model.faults.push(undefined, 'hang')
  for (let round = 0; round < 3; round += 1) model.faults.push(...TURNS)
  for (const { controls } of [lastFm, tmdb]) {
    controls.inject({ kind: 'status', status: 429, retryAfter: 1, after: 10, times: 2 })
    controls.inject({ kind: 'status', status: 503, after: 25, times: 2 })
    controls.inject({ kind: 'slow', milliseconds: 300, after: 30, times: 3 })
    controls.inject({ kind: 'malformed', after: 40, times: 1 })
    controls.inject({ kind: 'truncated', after: 50, times: 1 })
    controls.inject({ kind: 'cut', after: 60, times: 1 })
  }
  for (const suffix of [3, 17, 42]) model.confusing.add(`Tide ${suffix}`)
}

async function startWorker(): Promise<void> {
  const worker = fork(new URL('./year-worker-process.ts', import.meta.url), {
    env: {
      ...process.env,
      ...KEYS,
      DATABASE_OPTIONS: JSON.stringify(server.databaseOptions),
      DATA_DIR: server.dataDir,
      ENDPOINTS: JSON.stringify({ ...lastFm.endpoints, ...tmdb.endpoints }),
      CLOCK: JSON.stringify(clock),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(worker)
  await nextMessage(worker)
  workers.add(worker)
}

/** Kills the worker that runs longest, and ends the leases, as if their time were over. */
async function killOne(): Promise<void> {
  const [worker] = workers
  if (worker === undefined) return
  workers.delete(worker)
  const died = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGKILL')
  await died
  const { rows } = await sql<Ended>`
    with ended as (update enrichment_enrichers set leased_until = now() where leased_until is not null returning name)
    select work.title, work.creators from enrichment_tasks as task join enrichment_works as work on work.id = task.work_id
    where task.state = 'enriching' and task.enricher = 'enrichment'`.execute(db)
  for (const row of rows) cutOff.set(nameOf(row), (cutOff.get(nameOf(row)) ?? 0) + 1)
}

async function setModel(): Promise<void> {
  const { app } = server.kernel
  const payload = { email: ada.email, password: TEST_PASSWORD }
  const { cookies } = await app.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
  const values = {
    baseUrl: model.baseUrl,
    model: 'sim-model',
    batchSize: BATCH_SIZE,
    timeoutSeconds: 10,
    itemsPerDay: ITEMS_PER_DAY,
    tokensPerDay: TOKENS_PER_DAY,
    ...PRICES,
  }
  const answer = await app.inject({
    method: 'PATCH',
    url: '/api/admin/settings/enrichment',
    cookies: Object.fromEntries(cookies.map(({ name, value }) => [name, value])),
    payload: { values },
  })
  expect(answer.statusCode, answer.body).toBe(200)
}

/** Tasks that are not ended, and items that are not read yet. */
async function countOpen(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from enrichment_tasks where state in ('pending', 'enriching')`.execute(
    db,
  )
  const { rows: all } = await sql<{ count: number }>`
    select count(*)::integer as count from enrichment_tasks where enricher = 'enrichment'`.execute(db)
  return (rows[0]?.count ?? 0) + (await countItemsWithoutWork()) + ((all[0]?.count ?? 0) === 0 ? 1 : 0)
}

async function countItemsWithoutWork(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from media_items
    where not exists (select from enrichment_items where item_id = media_items.id)`.execute(db)
  return rows[0]?.count ?? 0
}

async function listEnded(): Promise<readonly Ended[]> {
  const { rows } = await sql<Ended>`
    select work.id::text, work.platform, work.title, work.creators, task.enricher, task.state, task.reason
    from enrichment_tasks as task join enrichment_works as work on work.id = task.work_id`.execute(db)
  return rows
}

/** A work as the model sees it. */
function nameOf({ title, creators }: Pick<Ended, 'title' | 'creators'>): string {
  return [title, ...(creators ?? [])].join(' / ')
}

function titlesIn(prompt = '[]'): readonly string[] {
  return (JSON.parse(prompt) as Pick<Ended, 'title' | 'creators'>[]).map(nameOf)
}

/** The model was asked again about what it has answered only where a kill has cut the answer off. */
function expectNothingTwice(ended: readonly Ended[]): void {
  const works = Map.groupBy(
    ended.filter(({ enricher }) => enricher === 'enrichment'),
    nameOf,
  )
  const tooOften = [...model.answered].filter(
    ([name, times]) => times > (works.get(name)?.length ?? 0) + (cutOff.get(name) ?? 0),
  )
  expect(tooOften).toEqual([])
}

async function expectWithinBudget(): Promise<void> {
  const { rows } = await sql<{ day: string; items: number; tokens: number; cost: number; spent: number }>`
    select day::text, items, tokens::integer, cost::double precision, (input_tokens + output_tokens)::integer as spent
    from enrichment_spending order by day`.execute(db)
  expect(rows.length).toBeGreaterThan(1)
  for (const { items, tokens } of rows) {
    expect(items).toBeLessThanOrEqual(ITEMS_PER_DAY)
    expect(tokens).toBeLessThanOrEqual(TOKENS_PER_DAY)
  }
  // What the server has charged, an answer to a killed worker among it, is within what was counted.
  const total = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  expect(model.spent.input + model.spent.output).toBeLessThanOrEqual(total(({ tokens }) => tokens))
  const dearest = (TOKENS_PER_DAY * Math.max(PRICES.inputPrice, PRICES.outputPrice)) / 1_000_000
  for (const { cost } of rows) expect(cost).toBeLessThanOrEqual(dearest)
  expect(total(({ cost }) => cost)).toBeGreaterThan(0)
}
