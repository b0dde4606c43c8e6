import type { MediaRecord, Page } from '@tributary/integration-kit'
import { collectSyncedPages } from '@tributary/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import {
  API_KEY,
  createLastFmSimulator,
  type LastFmAccount,
  type LastFmSimulator,
  type LastFmSimulatorOptions,
  refusal,
  type SimulatedScrobble,
  simulatedScrobble,
} from '../simulator/index.ts'
import { lastFm } from '../src/index.ts'
import { scrobbles } from '../src/streams.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const SECOND = NOW / 1000
const DAY = 86_400
const WINDOW = { startDate: '2026-11-13', endDate: '2026-11-22' }
const HISTORY = { startDate: '1926-11-22', endDate: '2026-11-12' }

let simulator: LastFmSimulator
afterEach(async () => simulator.stop())

async function start(
  given: readonly SimulatedScrobble[],
  { account, ...more }: LastFmSimulatorOptions & { readonly account?: Partial<LastFmAccount> } = {},
) {
  const accounts = [{ id: 'ada', name: 'Ada', scrobbles: given, ...account }]
  simulator = await createLastFmSimulator({ now: () => NOW, accounts, ...more })
}

type Run = Partial<Parameters<typeof collectSyncedPages>[1]>

async function read(run: Run = {}, into: Page<MediaRecord>[] = []): Promise<Page<MediaRecord>[]> {
  return collectSyncedPages(
    scrobbles,
    {
      definition: lastFm.definition,
      simulator,
      accessToken: 'unused',
      credentials: { username: 'ada' },
      config: { apiKey: API_KEY },
      window: WINDOW,
      ...run,
    },
    into,
  )
}

const recordsOf = (pages: readonly Page<MediaRecord>[]) => pages.flatMap(({ records }) => records)
const idsOf = (pages: readonly Page<MediaRecord>[]) =>
  new Set(recordsOf(pages).map(({ externalId }) => externalId))

/** One scrobble each `apart` seconds, the newest now. */
const row = (count: number, apart: number, from = SECOND) =>
  Array.from({ length: count }, (_, index) =>
    simulatedScrobble({ at: from - index * apart, track: `Song ${index}` }),
  )

test('a scrobble becomes a track at its second, without images', async () => {
  await start([simulatedScrobble({ at: SECOND - 5, artist: 'Ada Sim', track: 'Cursor' })])
  expect(recordsOf(await read({ connection: { timeZone: 'Pacific/Auckland' } }))[0]).toEqual({
    externalId: `${SECOND - 5}|Ada Sim|Cursor|1`,
    type: 'track',
    title: 'Cursor',
    creators: ['Ada Sim'],
    occurredOn: '2026-11-22',
    occurredAt: '2026-11-21T11:59:55.000Z',
    url: 'https://www.last.fm/music/Ada%20Sim/_/Cursor',
    raw: expect.not.objectContaining({ image: expect.anything() as unknown }) as object,
  })
})

describe('the bounds of a request', () => {
  test.each([true, false])('lose and double nothing, to inclusive: %s', async (isToInclusive) => {
    await start(row(1_000, 3_600), { most: 50, isToInclusive })
    const records = recordsOf(await read())
    expect(idsOf(await read()).size).toBeGreaterThanOrEqual(9 * 24)
    expect(records.every(({ externalId }) => externalId.endsWith('|1'))).toBe(true)
    expect(records.every(({ occurredOn }) => occurredOn >= '2026-11-11')).toBe(true)
  })

  test('have an end that is fixed at the start, so that new scrobbles shift no page', async () => {
    await start(row(120, 60), { most: 50 })
    const expected = idsOf(await read())
    const request = simulator.controls.requests()[0]
    expect(request?.query).toMatchObject({ limit: '200', page: '1', to: String(SECOND + 2) })
    const pages: Page<MediaRecord>[] = []
    simulator.controls.inject({ kind: 'status', status: 503, after: 1 })
    await expect(read({}, pages)).rejects.toMatchObject({ code: 'upstream' })
    simulator.listen(30)
    const rest = await read({ cursor: pages.at(-1)?.cursor })
    for (const id of expected) expect(idsOf([...pages, ...rest])).toContain(id)
  })
})

describe('a page', () => {
  test('has what is playing besides its scrobbles, and never as one', async () => {
    await start(row(3, 60), { account: { isPlaying: true } })
    const records = recordsOf(await read())
    expect(new Set(records.map(({ title }) => title))).toEqual(new Set(['Song 0', 'Song 1', 'Song 2']))
  })

  test('with only what is playing is empty', async () => {
    await start([], { account: { isPlaying: true } })
    expect(await read()).toEqual([{ records: [], rejected: [], cursor: null }])
  })

  test('with one scrobble has a bare object, without any no list', async () => {
    await start(row(1, 1))
    expect(idsOf(await read()).size).toBe(1)
    simulator.scrobbles().pop()
    expect(await read()).toEqual([{ records: [], rejected: [], cursor: null }])
  })

  test('without scrobbles, though it counts some, is not the end', async () => {
    await start(row(300, 60), { most: 100 })
    simulator.controls.inject({ kind: 'empty-page', after: 1 })
    await expect(read()).rejects.toMatchObject({ code: 'upstream' })
  })

  test('with more than one page of known scrobbles is followed, up to its own count of pages', async () => {
    // All of the two seconds that are requested in addition fill a page.
    const crowd = Array.from({ length: 4 }, (_, index) =>
      simulatedScrobble({ at: SECOND, track: `Together ${index}` }),
    )
    await start([...crowd, ...row(2, 10, SECOND - 10)], { most: 3 })
    const pages = await read()
    expect(recordsOf(pages).map(({ title }) => title)).toEqual(expect.arrayContaining(['Song 0', 'Song 1']))
    const asked = simulator.controls.requests().map(({ query }) => query['page'])
    expect(asked).toContain('2')
  })

  test('with scrobbles of the second 0 rejects these once', async () => {
    await start([...row(2, 60, SECOND - 30 * DAY), simulatedScrobble({ at: 0, track: 'Old import' })])
    const pages = await read({ kind: 'backfill', window: HISTORY })
    expect(idsOf(pages).size).toBe(2)
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^A scrobble that cannot be read/) as string }),
    ])
    expect((await read()).flatMap(({ rejected = [] }) => rejected)).toEqual([])
  })
})

test('the same track twice in a second is two items, the same ones in each run', async () => {
  const twice = simulatedScrobble({ at: SECOND - 60, track: 'Twice' })
  await start([...row(2, 10), twice, twice, ...row(3, 10, SECOND - 100)], { most: 3 })
  const ids = [...idsOf(await read())].filter((id) => id.includes('Twice'))
  expect(ids.toSorted()).toEqual([1, 2].map((n) => `${SECOND - 60}|Ada Sim|Twice|${n}`))
  expect(idsOf(await read({ kind: 'sync' })).size).toBe(7)
})

test('a back-fill reads the history to its first scrobble, over gaps of years', async () => {
  const history = [...row(40, 3_600, SECOND - 30 * DAY), ...row(40, 3_600, SECOND - 9 * 365 * DAY)]
  await start([...row(5, 60), ...history], { most: 25 })
  expect(idsOf(await read({ kind: 'backfill', window: HISTORY })).size).toBe(80)
})

test('a run that is killed after any page and resumed reads the same', async () => {
  await start(row(200, 3_000), { most: 30 })
  const whole = await read()
  expect(whole.length).toBeGreaterThan(4)
  for (const [index, { cursor }] of whole.slice(0, -1).entries())
    expect(idsOf([...whole.slice(0, index + 1), ...(await read({ cursor }))])).toEqual(idsOf(whole))
})

describe('errors', () => {
  test.each([
    [6, 'auth_expired', 2],
    [8, 'upstream', 1],
    [10, 'bad_configuration', 1],
    [11, 'upstream', 1],
    [16, 'upstream', 1],
    [17, 'permission_denied', 1],
    [26, 'bad_configuration', 1],
    [29, 'rate_limit', 1],
    [99, 'invalid_data', 1],
  ] as const)('%i is %s, with its usual status and with 200', async (error, code, requests) => {
    await start(row(1, 1))
    for (const { status = 200, body } of [refusal(error), refusal(error, { status: 200 })]) {
      simulator.controls.clearLog()
      simulator.controls.inject({ kind: 'status', status, body, times: requests })
      await expect(read()).rejects.toMatchObject({ code })
      expect(simulator.controls.requests()).toHaveLength(requests)
    }
  })

  test('6 once is a glitch of a user that exists', async () => {
    await start(row(1, 1))
    simulator.controls.inject({ kind: 'status', ...(refusal(6) as { status: number; body: unknown }) })
    expect(idsOf(await read()).size).toBe(1)
  })

  test('29 waits as long as the answer says', async () => {
    await start(row(1, 1))
    simulator.controls.inject({ kind: 'status', status: 429, retryAfter: 7, body: refusal(29).body })
    await expect(read()).rejects.toMatchObject({ code: 'rate_limit', retryAfterSeconds: 7 })
  })

  test('a page in place of data passes', async () => {
    await start(row(1, 1))
    for (const status of [200, 502]) {
      simulator.controls.inject({ kind: 'status', status, body: '<html>Down</html>' })
      await expect(read()).rejects.toMatchObject({ code: 'upstream' })
    }
  })

  test('a private profile is told what to change', async () => {
    await start(row(1, 1), { account: { isPrivate: true } })
    await expect(read()).rejects.toThrow(/hides its recent listening.*Settings > Privacy/)
  })

  test('the API key is neither in the log nor in an error', async () => {
    await start(row(1, 1))
    const logged: unknown[] = []
    const log = (...line: unknown[]) => logged.push(line)
    const logger = { debug: log, info: log, warn: log, error: log } as unknown as NonNullable<Run['logger']>
    await read({ logger })
    const body = { error: 2, message: `Invalid service for ${API_KEY}` }
    simulator.controls.inject({ kind: 'status', status: 400, body })
    const error: unknown = await read({ logger }).catch((thrown: unknown) => thrown)
    expect(JSON.stringify([logged, error, String(error)])).not.toContain(API_KEY)
    expect(logged.length).toBeGreaterThan(0)
    expect(String(error)).toContain('Invalid service for ***')
  })
})
