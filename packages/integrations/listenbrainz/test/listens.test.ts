import type { MediaRecord, Page } from '@tributary/integration-kit'
import { collectSyncedPages } from '@tributary/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
  type ListenBrainzSimulatorOptions,
  mappingOf,
  type SimulatedListen,
  simulatedListen,
  uuidOf,
} from '../simulator/index.ts'
import { listenBrainz } from '../src/index.ts'
import { listens } from '../src/streams.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const SECOND = NOW / 1000
const DAY = 86_400
const WINDOW = { startDate: '2026-11-13', endDate: '2026-11-22' }
const HISTORY = { startDate: '1926-11-22', endDate: '2026-11-12' }
const PATH = 'api.listenbrainz.org/1/user/ada/listens'

let simulator: ListenBrainzSimulator
afterEach(async () => simulator.stop())

async function start(given: readonly SimulatedListen[], more: ListenBrainzSimulatorOptions = {}) {
  simulator = await createListenBrainzSimulator({
    now: () => NOW,
    accounts: [{ id: 'ada', name: 'ada', listens: given }],
    requests: 1_000,
    ...more,
  })
}

type Run = Partial<Parameters<typeof collectSyncedPages>[1]>

async function read(run: Run = {}, into: Page<MediaRecord>[] = []): Promise<Page<MediaRecord>[]> {
  return collectSyncedPages(
    listens,
    {
      definition: listenBrainz.definition,
      simulator,
      accessToken: simulator.controls.grant().accessToken,
      scheme: 'Token',
      connection: { baseUrl: 'https://api.listenbrainz.org' },
      window: WINDOW,
      ...run,
    },
    into,
  )
}

const idsOf = (pages: readonly Page<MediaRecord>[]) =>
  new Set(pages.flatMap(({ records }) => records.map(({ externalId }) => externalId)))
const listenPages = () => simulator.controls.requests().filter(({ path }) => path === PATH)

/** One listen each `apart` seconds, the newest now. */
const row = (count: number, apart: number, from = SECOND) =>
  Array.from({ length: count }, (_, index) =>
    simulatedListen({ at: from - index * apart, track: `Song ${index}` }),
  )

describe('a sync', () => {
  test('reads its window and no more than the page at its start', async () => {
    await start(row(1_000, 3_600), { most: 50 })
    const pages = await read()
    const oldest = pages.at(-1)?.records.at(-1)?.occurredOn ?? ''
    expect(idsOf(pages).size).toBeGreaterThanOrEqual(9 * 24)
    expect(oldest < WINDOW.startDate && oldest > '2026-11-09').toBe(true)
    expect(pages.at(-1)?.cursor).toBeNull()
  })

  test('finds listens that are submitted late, with times before the newest known', async () => {
    await start(row(5, 3_600))
    await read()
    simulator.listens().push(simulatedListen({ at: SECOND - 5 * DAY, track: 'Heard offline' }))
    const pages = await read()
    expect(pages[0]?.records.map(({ title }) => title)).toContain('Heard offline')
  })

  test('updates a listen that is found in MusicBrainz later', async () => {
    const [listen] = row(1, 1) as [SimulatedListen]
    await start([listen])
    const [before] = await read()
    const mbid = uuidOf('found later')
    simulator.listens().splice(0, 1, {
      ...listen,
      track_metadata: { ...(listen['track_metadata'] as object), mbid_mapping: mappingOf(mbid, 'Ada Sim') },
    })
    const [after] = await read()
    expect(after?.records[0]?.externalId).toBe(before?.records[0]?.externalId)
    expect(after?.records[0]?.url).toContain(mbid)
  })

  test('of a server whose clock is ahead reads listens of the next hour', async () => {
    await start(row(3, 60, SECOND + 3_500))
    expect(idsOf(await read()).size).toBe(3)
  })

  test('of a server whose clock is behind reads its listens', async () => {
    await start(row(3, 60, SECOND - 2 * DAY))
    expect(idsOf(await read()).size).toBe(3)
  })

  test('of a user without listens is one request', async () => {
    await start([])
    expect(await read()).toEqual([{ records: [], rejected: [], cursor: null }])
    expect(listenPages()).toHaveLength(1)
  })

  test('calls the public server with the token, and its address once with /1', async () => {
    await start(row(1, 1))
    await read({ connection: { baseUrl: 'https://api.listenbrainz.org/1/' } })
    const [request] = listenPages()
    expect(request?.headers['authorization']).toMatch(/^Token at-/)
    expect(request?.query).toMatchObject({ count: '1000', max_ts: String(Date.parse('2026-11-24') / 1000) })
  })
})

describe('many listens of one second', () => {
  test.each([1, 3, 5, 7, 11])('at the border of pages of %d are all read', async (most) => {
    const second = SECOND - 1_000
    const together = Array.from({ length: 7 }, (_, index) =>
      simulatedListen({ at: second, track: `Together ${index}` }),
    )
    const given = [...row(4, 10), ...together.slice(0, Math.min(7, most)), ...row(4, 10, second - 10)]
    await start(given, { most })
    expect(idsOf(await read()).size).toBe(given.length)
  })

  test('beyond the server’s page cause a warning, and earlier ones are read', async () => {
    const crowd = Array.from({ length: 150 }, (_, index) =>
      simulatedListen({ at: SECOND, track: `Together ${index}` }),
    )
    await start([...crowd, ...row(2, 10, SECOND - 10)], { most: 100 })
    const pages = await read()
    expect(idsOf(pages).size).toBe(102)
    expect(pages.flatMap(({ warning }) => warning ?? [])).toEqual([
      expect.stringContaining('At 2026-11-21T12:00:00.000Z there may be more than the 100 entries'),
    ])
  })
})

describe('a page', () => {
  test('with invalid listens keeps the others', async () => {
    const odd = [
      { listened_at: SECOND - 15, track_metadata: { track_name: 'No artist' } },
      { listened_at: SECOND - 16, track_metadata: null },
      { listened_at: null, track_metadata: { artist_name: 'A', track_name: 'No time' } },
    ] as unknown as SimulatedListen[]
    await start([])
    simulator.controls.inject({
      kind: 'status',
      status: 200,
      path: PATH,
      body: { payload: { count: 6, listens: [...row(2, 10), ...odd, ...row(1, 1, SECOND - 20)] } },
    })
    const [page] = await read()
    expect(page?.records).toHaveLength(3)
    expect(page?.rejected?.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^A listen that cannot be read: track_metadata/),
      expect.stringMatching(/^A listen that cannot be read: /),
      expect.stringMatching(/^A listen that cannot be read: /),
    ])
  })

  test('delivered twice adds nothing', async () => {
    await start(row(10, 60))
    simulator.controls.inject({ kind: 'duplicates', path: PATH })
    expect(idsOf(await read()).size).toBe(10)
  })

  test('of a server that ignores the time ends the run with an error', async () => {
    await start([])
    const body = { payload: { count: 2, listens: row(2, 10) } }
    simulator.controls.inject({ kind: 'status', status: 200, path: PATH, times: 20, body })
    await expect(read()).rejects.toMatchObject({ code: 'invalid_data' })
    expect(listenPages().length).toBeLessThan(6)
  })
})

describe('a run that is killed after a page', () => {
  const KINDS = [
    ['sync', WINDOW, 3_000],
    ['backfill', HISTORY, 40_000],
  ] as const

  test.each(KINDS)('and resumed reads the same, after any page (%s)', async (kind, window, apart) => {
    await start(row(200, apart), { most: 30 })
    const whole = await read({ kind, window })
    expect(whole.length).toBeGreaterThan(4)
    for (const [index, { cursor }] of whole.slice(0, -1).entries()) {
      simulator.controls.clearLog()
      const rest = await read({ kind, window, cursor })
      expect(idsOf([...whole.slice(0, index + 1), ...rest])).toEqual(idsOf(whole))
      // What was read is not read again, but for the page that shows what came since.
      expect(listenPages().length).toBeLessThanOrEqual(whole.length - index)
    }
  })

  test('reads later listens as well', async () => {
    await start(row(100, 3_000), { most: 30 })
    const [first] = await read()
    simulator.listens().push(simulatedListen({ at: SECOND + 60, track: 'Since' }))
    const rest = await read({ cursor: first?.cursor })
    expect(rest.flatMap(({ records }) => records.map(({ title }) => title))).toContain('Since')
  })

  test('and run again for another window begins at that window’s own end', async () => {
    await start(row(100, 3_000), { most: 30 })
    const [first] = await read()
    const window = { startDate: '2026-11-14', endDate: '2026-11-23' }
    expect(idsOf(await read({ cursor: first?.cursor, window }))).toEqual(idsOf(await read({ window })))
  })

  test('starts from the beginning with a meaningless cursor', async () => {
    await start(row(10, 60))
    for (const cursor of ['odd', 7, { before: 1 }, null]) expect(idsOf(await read({ cursor })).size).toBe(10)
  })
})

test('a back-fill reads all of the history to its first listen, over gaps of years', async () => {
  const history = [...row(40, 3_600, SECOND - 30 * DAY), ...row(40, 3_600, SECOND - 9 * 365 * DAY)]
  await start([...row(5, 60), ...history], { most: 25 })
  expect(idsOf(await read({ kind: 'backfill', window: HISTORY }))).toEqual(
    new Set(history.map((listen) => `${listen.listened_at}|${String(listen['recording_msid'])}`)),
  )
})

test('the remaining limit in responses is used, if it is present', () => {
  const { api } = listenBrainz.definition
  expect(api?.limitHeaders?.(new Headers({ 'x-ratelimit-remaining': '3' }))).toEqual([{ remaining: 3 }])
  expect(api?.limitHeaders?.(new Headers())).toEqual([{ remaining: Number.NaN }])
})

describe('failures', () => {
  test('a revoked token', async () => {
    await start(row(1, 1))
    const { accessToken } = simulator.controls.grant()
    simulator.controls.revokeConsent()
    await expect(read({ accessToken })).rejects.toMatchObject({ code: 'auth_expired' })
  })

  test('more requests than the server’s limit, with the seconds to wait', async () => {
    await start(row(100, 3_000), { most: 10, requests: 4 })
    const pages: Page<MediaRecord>[] = []
    await expect(read({}, pages)).rejects.toMatchObject({ code: 'rate_limit', retryAfterSeconds: 10 })
    expect(pages).toHaveLength(3)
  })

  test.each([
    [{ kind: 'status', status: 503 }, 'upstream'],
    [{ kind: 'status', status: 429, retryAfter: 7 }, 'rate_limit'],
    [
      { kind: 'status', status: 401, body: { code: 401, error: 'Invalid authorization token.' } },
      'auth_expired',
    ],
    [{ kind: 'status', status: 404, body: { code: 404, error: 'Cannot find user: ada' } }, 'invalid_data'],
    [{ kind: 'cut' }, 'upstream'],
    [{ kind: 'malformed' }, 'invalid_data'],
  ] as const)('%j', async (fault, code) => {
    await start(row(1, 1))
    simulator.controls.inject({ ...fault, path: PATH })
    await expect(read()).rejects.toMatchObject({ code })
  })
})
