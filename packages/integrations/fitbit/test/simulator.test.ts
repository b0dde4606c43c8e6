import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
  simulatedDay,
  simulatedPerson,
  testingMode,
} from '../simulator/index.ts'
import { SCOPES } from '../src/data-types-table.ts'
import { askForToken, CLIENT, signIn } from './connect.ts'
import { datesOf } from './read-stream.ts'

const START = Date.parse('2026-11-21T18:30:00Z')
const BASE = 'https://health.googleapis.com/v4/users/me'

let simulator: GoogleHealthSimulator
let accessToken: string
beforeEach(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', firstDate: '2026-01-14' }],
    clients: [CLIENT],
    heartRateSeconds: 600,
    now: () => START,
  })
  accessToken = (await signIn(simulator)).access_token
})
afterEach(() => simulator.stop())

interface Answer {
  readonly status: number
  readonly body: {
    readonly dataPoints?: readonly Record<string, unknown>[]
    readonly rollupDataPoints?: readonly Record<string, unknown>[]
    readonly nextPageToken?: string
    readonly error?: Record<string, unknown>
  }
}

async function ask(path: string, query: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  const url = `${simulator.locate(`${BASE}${path}`)}?${new URLSearchParams(query).toString()}`
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

const list = (type: string, query: Record<string, string> = {}) => ask(`/dataTypes/${type}/dataPoints`, query)
const reconcile = (type: string, query: Record<string, string> = {}) =>
  ask(`/dataTypes/${type}/dataPoints:reconcile`, query)
const day = (text: string) => {
  const [year, month, date] = text.split('-').map(Number)
  return { date: { year, month, day: date } }
}
const rollUp = (type: string, start: string, end: string, more: object = {}) =>
  ask(
    `/dataTypes/${type}/dataPoints:dailyRollUp`,
    {},
    { range: { start: day(start), end: day(end) }, ...more },
  )

describe('the simulated API', () => {
  it.each([
    [
      'steps',
      'steps.interval.start_time >= "2026-11-01T00:00:00Z" AND steps.interval.start_time < "2026-11-02T00:00:00Z"',
    ],
    ['steps', 'steps.interval.civil_start_time >= "2026-11-01"'],
    ['heart-rate', 'heart_rate.sample_time.physical_time >= "2026-11-20T00:00:00.5Z"'],
    ['weight', 'weight.sample_time.civil_time < "2026-11-01T12:00:00"'],
    ['daily-vo2-max', 'daily_vo2_max.date >= "2026-11-01"'],
    ['sleep', 'sleep.interval.end_time >= "2026-11-01T00:00:00Z"'],
    [
      'sleep',
      'sleep.interval.civil_end_time >= "2026-11-01" AND sleep.interval.civil_end_time < "2026-11-08"',
    ],
  ])('accepts the filters that Google accepts: %s %s', async (type, filter) => {
    const { status, body } = await list(type, { filter })
    expect(status).toBe(200)
    expect(body.dataPoints?.length).toBeGreaterThan(0)
  })

  it.each([
    ['sleep', 'sleep.interval.start_time >= "2026-11-01T00:00:00Z"'],
    ['sleep', 'sleep.interval.civil_start_time >= "2026-11-01"'],
    ['steps', 'steps.interval.end_time >= "2026-11-01T00:00:00Z"'],
    ['steps', 'steps.interval.start_time >= "2026-11-01"'],
    ['steps', 'steps.interval.start_time > "2026-11-01T00:00:00Z"'],
    ['steps', 'steps.interval.start_time >= 2026'],
    ['steps', 'distance.interval.start_time >= "2026-11-01T00:00:00Z"'],
    ['daily-vo2-max', 'dailyVo2Max.date >= "2026-11-01"'],
    ['daily-vo2-max', 'daily_vo2_max.date >= "2026-11-01T00:00:00Z"'],
    ['steps', 'steps.interval.start_time >= "2026-11-01T00:00:00Z" OR steps.count > 1'],
    [
      'steps',
      'steps.interval.start_time >= "2026-11-01T00:00:00Z" AND steps.interval.civil_start_time < "2026-11-02"',
    ],
  ])('refuses those that Google refuses: %s %s', async (type, filter) => {
    expect(await list(type, { filter })).toMatchObject({
      status: 400,
      body: { error: { code: 400, status: 'INVALID_ARGUMENT' } },
    })
  })

  it('lists newest first, and at most 25 nights at a time', async () => {
    const { body } = await list('sleep', { pageSize: '100' })
    const starts = body.dataPoints?.map(
      ({ sleep }) => (sleep as { interval: { startTime: string } }).interval.startTime,
    )
    expect(starts).toHaveLength(25)
    expect(starts).toEqual(starts?.toSorted().toReversed())
  })

  it('binds a page token to its request', async () => {
    const first = await list('sleep')
    const pageToken = first.body.nextPageToken ?? ''
    expect((await list('sleep', { pageToken })).body.dataPoints).not.toEqual(first.body.dataPoints)
    expect((await list('sleep', { pageToken, pageSize: '10' })).status).toBe(400)
    expect((await reconcile('sleep', { pageToken })).status).toBe(400)
    expect((await list('sleep', { pageToken: 'opaque' })).status).toBe(400)
  })

  it('lists each source separately, and merges them on request', async () => {
    const filter =
      'steps.interval.civil_start_time >= "2026-11-10" AND steps.interval.civil_start_time < "2026-11-11"'
    const count = ({ body }: Answer) =>
      (body.dataPoints ?? []).reduce((sum, { steps }) => sum + Number((steps as { count: string }).count), 0)
    const steps = simulatedDay(simulator.tracker().person, '2026-11-10')?.steps ?? 0
    expect(count(await list('steps', { filter }))).toBeGreaterThan(steps)
    const merged = await reconcile('steps', { filter })
    expect(count(merged)).toBe(steps)
    expect(JSON.stringify(merged.body)).not.toContain('displayName')
    const night = (await reconcile('sleep')).body.dataPoints?.[0]
    expect(night).toHaveProperty('dataPointName')
    expect(night).not.toHaveProperty('name')
  })

  it('sums up by days, omits those without data and writes integers as strings', async () => {
    const { person } = simulator.tracker()
    const dates = datesOf({ startDate: '2026-08-01', endDate: '2026-10-29' })
    const worn = dates.filter((date) => simulatedDay(person, date) !== undefined)
    const { body } = await rollUp('steps', '2026-08-01', '2026-10-30')
    expect(worn.length).toBeLessThan(dates.length)
    expect(body.rollupDataPoints).toHaveLength(worn.length)
    expect(body.rollupDataPoints?.[0]).toEqual({
      civilStartTime: day('2026-10-29'),
      civilEndTime: day('2026-10-30'),
      steps: { countSum: String(simulatedDay(person, '2026-10-29')?.steps) },
    })
  })

  it.each([
    ['steps', '2026-08-01', '2026-10-31', {}, '90'],
    ['steps', '2026-08-01', '2026-08-02', { pageSize: 91 }, '90'],
    ['total-calories', '2026-11-01', '2026-11-16', { pageSize: 14 }, '14'],
    // The default page size is 90.
    ['total-calories', '2026-11-01', '2026-11-02', {}, '14'],
  ])(
    'refuses to sum up too many days at once: %s %s %s %j',
    async (type, start, end, more, maxDurationDays) => {
      expect(await rollUp(type, start, end, more)).toMatchObject({
        status: 400,
        body: {
          error: { details: [{ reason: 'INVALID_ROLLUP_QUERY_DURATION', metadata: { maxDurationDays } }] },
        },
      })
    },
  )

  it('refuses what a type cannot do', async () => {
    expect((await rollUp('sleep', '2026-11-01', '2026-11-02')).body.error?.['message']).toMatch(
      /not supported for data type sleep, but the following actions are supported: list, reconcile/,
    )
    expect((await list('total-calories')).status).toBe(400)
    expect((await list('cardio-load')).status).toBe(400)
    expect((await rollUp('steps', '2026-11-02', '2026-11-02')).status).toBe(400)
  })
})

describe('a generated person', () => {
  it('has the same days again, whatever was requested before', () => {
    const person = simulatedPerson(7, { timeZone: 'Europe/Berlin', firstDate: '2025-01-01' })
    const again = simulatedPerson(7, { timeZone: 'Europe/Berlin', firstDate: '2025-01-01' })
    const dates = datesOf({ startDate: '2025-11-01', endDate: '2026-11-01' })
    expect(dates.toReversed().map((date) => simulatedDay(again, date))).toEqual(
      dates.map((date) => simulatedDay(person, date)).toReversed(),
    )
    expect(simulatedDay(simulatedPerson(8, person), '2026-05-05')).not.toEqual(
      simulatedDay(person, '2026-05-05'),
    )
  })

  it('has plausible values', () => {
    const person = simulatedPerson(3, { timeZone: 'America/New_York', firstDate: '2025-01-01' })
    const days = datesOf({ startDate: '2025-11-01', endDate: '2026-10-31' }).flatMap(
      (date) => simulatedDay(person, date) ?? [],
    )
    const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
    expect(days.length).toBeGreaterThan(330)
    expect(days.length).toBeLessThan(365)
    expect(mean(days.map(({ steps }) => steps))).toBeGreaterThan(6000)
    expect(mean(days.map(({ steps }) => steps))).toBeLessThan(14_000)
    const nights = days.map(({ sleeps }) => sleeps[0]?.minutesAsleep ?? 0)
    expect(mean(nights)).toBeGreaterThan(360)
    expect(mean(nights)).toBeLessThan(480)
    for (const { sleeps, restingHeartRate, weighings } of days) {
      expect(restingHeartRate).toBeGreaterThan(45)
      expect(restingHeartRate).toBeLessThan(75)
      for (const { grams } of weighings) expect(grams).toBeGreaterThan(50_000)
      for (const sleep of sleeps) {
        const minutes = sleep.stages.reduce((sum, stage) => sum + stage.minutes, 0)
        expect(sleep.end - sleep.start).toBe(minutes * 60_000)
        expect(sleep.minutesAsleep).toBeLessThanOrEqual(minutes)
      }
    }
  })
})

describe('the simulated sign-in', () => {
  const refresh = (token: string | undefined) =>
    askForToken(simulator, { grant_type: 'refresh_token', refresh_token: token ?? '' })

  it('refreshes without a new refresh token', async () => {
    const tokens = await signIn(simulator)
    expect(tokens).toMatchObject({ expires_in: 3599, refresh_token: expect.any(String) as string })
    const answer = await refresh(tokens.refresh_token)
    expect(answer.status).toBe(200)
    expect(await answer.json()).not.toHaveProperty('refresh_token')
  })

  it('grants the ticked scopes', async () => {
    const { scope } = await signIn(simulator, { scopes: [SCOPES.sleep] })
    expect(scope).toBe(SCOPES.sleep)
  })

  it('ends the connections of a client in testing after seven days', async () => {
    simulator.controls.change(testingMode)
    const { refresh_token: token } = await signIn(simulator)
    simulator.controls.clock.advance(7 * 86_400 - 60)
    expect((await refresh(token)).status).toBe(200)
    simulator.controls.clock.advance(120)
    const dead = await refresh(token)
    expect(dead.status).toBe(400)
    expect(await dead.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    })
  })

  it('revokes by the query string', async () => {
    const { refresh_token: token = '' } = await signIn(simulator)
    const revoke = () =>
      fetch(
        `${simulator.locate('https://oauth2.googleapis.com/revoke')}?token=${encodeURIComponent(token)}`,
        {
          method: 'POST',
        },
      )
    expect((await revoke()).status).toBe(200)
    expect((await refresh(token)).status).toBe(400)
    expect((await revoke()).status).toBe(400)
  })

  it('refuses a client with the wrong secret', async () => {
    const answer = await askForToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_secret: 'wrong',
    })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ error: 'invalid_client', error_description: 'Unauthorized' })
  })

  it('refuses an expired access token in Google’s format', async () => {
    simulator.controls.expireAccessTokens()
    expect(await list('sleep')).toMatchObject({ status: 401, body: { error: { status: 'UNAUTHENTICATED' } } })
  })
})

it('is controlled by HTTP, too', async () => {
  const control = async (name: string, body: object = {}) => {
    const answer = await fetch(`${simulator.url}/_control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
  }
  const newest = async () => (await rollUp('steps', '2026-11-10', '2026-11-22')).body.rollupDataPoints?.[0]
  await control('hold', { since: '2026-11-15T23:00:00Z' })
  expect(await newest()).toMatchObject({ civilStartTime: day('2026-11-15') })
  await control('release')
  expect(await newest()).toMatchObject({ civilStartTime: day('2026-11-21') })
  await control('shorten-night', { date: '2026-11-20', minutes: 60 })
  expect(JSON.stringify((await reconcile('sleep')).body)).toContain('"manuallyEdited":true')
  await control('testing-mode')
})
