import type { Page, ProviderHttp } from '@tributary/integration-kit'
import type { JsonValue } from '@tributary/integration-kit/host'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator, simulatedDay } from '../simulator/index.ts'
import { SCOPES } from '../src/data-types-table.ts'
import { fitbit } from '../src/index.ts'
import { CLIENT, connect, scopesOf } from './connect.ts'
import { expectedOf, nightOf } from './oracle.ts'
import { coveredBy, datesOf, nextDate, readStream, storedBy } from './read-stream.ts'

const START = Date.parse('2026-11-21T18:30:00Z')
const API = 'health.googleapis.com/v4'

let simulator: GoogleHealthSimulator
let http: ProviderHttp
beforeEach(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone: 'Europe/Berlin', firstDate: '2026-01-14' }],
    clients: [CLIENT],
    now: () => START,
  })
  http = await connect(simulator)
})
afterEach(() => simulator.stop())

const now = () => simulator.controls.clock.now()
const moveTo = (time: string) => simulator.controls.clock.set(new Date(time))
/** As the scheduler asks: the last seven days in UTC, and a day more for those who live ahead of it. */
const window = () => {
  const today = new Date(now()).toISOString().slice(0, 10)
  return {
    startDate: new Date(now() - 7 * 86_400_000).toISOString().slice(0, 10),
    endDate: nextDate(today),
  }
}
const sync = (id: string, cursor?: JsonValue) =>
  readStream(id, { http, window: window(), now: now(), cursor })
const cursorOf = (pages: readonly Page<unknown>[]) => pages.at(-1)?.cursor

describe('an hourly sync', () => {
  it('reads its days again each time, so that late data is imported', async () => {
    const { person } = simulator.tracker()
    simulator.tracker().hold(Date.parse('2026-11-18T12:00:00Z'))
    const before = await sync('daily-activity')
    expect(storedBy(before)['steps 2026-11-18']).toBeLessThan(simulatedDay(person, '2026-11-18')?.steps ?? 0)
    expect(storedBy(before)['steps 2026-11-19']).toBeUndefined()

    simulator.tracker().release()
    moveTo('2026-11-21T19:30:00Z')
    const after = storedBy(await sync('daily-activity', cursorOf(before)))
    const dates = datesOf({ startDate: '2026-11-14', endDate: '2026-11-20' })
    expect(after).toMatchObject(
      expectedOf(person, dates, ['steps', 'distance', 'activeZoneMinutes', 'calories']),
    )
  })

  it('imports a corrected night when it reads it again', async () => {
    const { person } = simulator.tracker()
    const before = storedBy(await sync('sleep'))
    simulator.tracker().shortenNight('2026-11-19', 30, now())
    const after = storedBy(await sync('sleep'))
    expect(before['wakeUpTime 2026-11-19']).not.toBe(after['wakeUpTime 2026-11-19'])
    expect(after['sleepLength 2026-11-19']).toBeLessThan(before['sleepLength 2026-11-19'] as number)
    expect(after['bedTime 2026-11-19']).toBe(
      expectedOf(person, ['2026-11-19'], ['bedTime'])['bedTime 2026-11-19'],
    )
  })

  it('waits for an ongoing sleep, then for its stages, and then imports it', async () => {
    const { person } = simulator.tracker()
    const night = nightOf(person, '2026-11-22')
    simulator.controls.clock.set(new Date(night.start + 3 * 3_600_000))
    const asleep = await sync('sleep')
    expect(storedBy(asleep)['sleepLength 2026-11-22']).toBeUndefined()
    expect(coveredBy(asleep)).toContain('2026-11-20')
    expect(coveredBy(asleep)).not.toContain('2026-11-22')

    simulator.controls.clock.set(new Date(night.end + 60_000))
    const processing = await sync('sleep', cursorOf(asleep))
    expect(Object.keys(storedBy(processing)).filter((key) => key.endsWith('2026-11-22'))).toEqual([])

    simulator.controls.clock.set(new Date(night.end + 3_600_000))
    const done = storedBy(await sync('sleep', cursorOf(processing)))
    expect(done).toMatchObject(expectedOf(person, ['2026-11-22'], ['sleepLength', 'bedTime', 'wakeUpTime']))
  })

  it('imports a date only when all of its sleeps are computed', async () => {
    const { person } = simulator.tracker()
    const fields = ['sleepLength', 'bedTime', 'wakeUpTime']
    const date = datesOf({ startDate: '2026-11-22', endDate: '2027-01-31' }).find(
      (each) => simulatedDay(person, each)?.sleeps.some((sleep) => sleep.isNap) === true,
    )
    const nap = simulatedDay(person, date ?? '')?.sleeps.find((sleep) => sleep.isNap)
    if (date === undefined || nap === undefined) throw new Error('there is no nap')
    simulator.controls.clock.set(new Date(nap.end + 60_000))
    expect(Object.keys(storedBy(await sync('sleep'))).filter((key) => key.endsWith(date))).toEqual([])
    simulator.controls.clock.set(new Date(nap.end + 3_600_000))
    expect(storedBy(await sync('sleep'))).toMatchObject(expectedOf(person, [date], fields))
  })

  it('does not cover the days of a sleep with an unsynced tracker, but those around them', async () => {
    const { person } = simulator.tracker()
    simulator.tracker().hold(nightOf(person, '2026-11-17').start + 3_600_000)
    const covered = coveredBy(await sync('sleep'))
    expect([...covered].toSorted()).toEqual([
      '2026-11-14',
      '2026-11-15',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ])
  })

  it('never covers today before it is over in the person’s time zone', async () => {
    moveTo('2026-11-21T22:59:00Z')
    expect(coveredBy(await sync('daily-activity'))).not.toContain('2026-11-21')
    moveTo('2026-11-21T23:01:00Z')
    expect(coveredBy(await sync('daily-activity'))).toContain('2026-11-21')
  })

  it('imports the available data of today', async () => {
    const day = simulatedDay(simulator.tracker().person, '2026-11-21')
    const { 'steps 2026-11-21': steps } = storedBy(await sync('daily-activity'))
    expect(steps).toBeGreaterThan(1000)
    expect(steps).toBeLessThan(day?.steps ?? 0)
  })
})

describe('an interrupted run', () => {
  const YEAR = { startDate: '2025-11-22', endDate: '2026-11-21' }

  it.each(['daily-activity', 'sleep', 'daily-vitals', 'cardio-fitness', 'weight'])(
    'resumes after the last committed page, for any page: %s',
    async (id) => {
      // Holes, so that chunks have several pages.
      simulator.tracker().hold(nightOf(simulator.tracker().person, '2026-11-04').start + 3_600_000)
      const options = { http, window: YEAR, now: now() }
      const whole = await readStream(id, options)
      expect(whole.length).toBeGreaterThan(4)
      for (const [index, { cursor }] of whole.slice(0, -1).entries()) {
        const rest = await readStream(id, { ...options, cursor })
        expect(storedBy(rest)).toEqual(storedBy(whole.slice(index + 1)))
        expect(rest.at(-1)?.progress).toBe(1)
      }
    },
  )

  it('is not confused by a sync of other days in between', async () => {
    const options = { http, window: YEAR, now: now() }
    const [first, second] = await readStream('weight', options)
    const hourly = await sync('weight', second?.cursor)
    expect(storedBy(hourly)).toEqual(storedBy(await sync('weight')))
    const rest = await readStream('weight', { ...options, cursor: cursorOf(hourly) })
    const whole = storedBy([
      ...(first === undefined ? [] : [first]),
      ...(second === undefined ? [] : [second]),
      ...rest,
    ])
    expect(whole).toEqual(storedBy(await readStream('weight', options)))
    expect(rest.length).toBeGreaterThan(0)
  })

  it('stops on request', async () => {
    const reason = new Error('stop')
    await expect(
      readStream('sleep', { http, window: YEAR, now: now(), signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
  })
})

describe('in every notation of Google', () => {
  it.each(fitbit.definition.streams.filter(({ kind }) => kind === 'dailyMetric'))(
    'the records are the same: $id',
    async ({ id }) => {
      const asUsual = storedBy(await sync(id))
      simulator.setWriting({ int64: 'number', offsets: 'iso' })
      expect(storedBy(await sync(id))).toEqual(asUsual)
      simulator.controls.inject({ kind: 'empty-page', path: `${API}/users/me/dataTypes/*`, times: 3 })
      simulator.controls.inject({ kind: 'duplicates', path: `${API}/users/me/dataTypes/*`, times: 3 })
      expect(storedBy(await sync(id))).toEqual(asUsual)
      expect(Object.keys(asUsual).length).toBeGreaterThan(1)
    },
  )
})

describe('refusals by Google', () => {
  it('an unticked box blocks its stream, names the scope and does not affect the others', async () => {
    const scopes = scopesOf(fitbit.definition).filter((scope) => scope !== SCOPES.sleep)
    http = await connect(simulator, { scopes })
    await expect(sync('sleep')).rejects.toMatchObject({
      code: 'permission_denied',
      missingScopes: [SCOPES.sleep],
      message: expect.stringContaining('Connect Fitbit again') as string,
    })
    expect(storedBy(await sync('weight'))).not.toEqual({})
  })

  it('without the time zone nothing is missing; a day is over when it is over in every zone', async () => {
    http = await connect(simulator, {
      scopes: scopesOf(fitbit.definition).filter((scope) => scope !== SCOPES.settings),
    })
    const { person } = simulator.tracker()
    moveTo('2026-11-21T11:59:00Z')
    const pages = await sync('daily-activity')
    const dates = datesOf({ startDate: '2026-11-14', endDate: '2026-11-20' })
    expect(storedBy(pages)).toMatchObject(expectedOf(person, dates, ['steps']))
    expect(coveredBy(pages)).not.toContain('2026-11-20')
    moveTo('2026-11-21T12:01:00Z')
    expect(coveredBy(await sync('daily-activity'))).toContain('2026-11-20')
  })

  it('300 requests a minute; the next one waits', async () => {
    for (let request = 0; request < 300; request += 1)
      await fitbit.definition.identify?.({ http, tokenReply: {}, config: {}, connection: {} })
    await expect(sync('weight')).rejects.toMatchObject({ code: 'rate_limit', retryAfterSeconds: 60 })
    simulator.controls.clock.advance(61)
    expect(storedBy(await sync('weight'))).not.toEqual({})
  })

  it('a failure of Google is reported as such', async () => {
    simulator.controls.inject({ kind: 'status', path: `${API}/*`, status: 503, times: 100 })
    await expect(sync('weight')).rejects.toMatchObject({ code: 'upstream' })
  })
})

it('identifies the account by its stable id', async () => {
  expect(await fitbit.definition.identify?.({ http, tokenReply: {}, config: {}, connection: {} })).toEqual({
    id: 'ada',
  })
})
