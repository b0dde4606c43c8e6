import type { MeasurementRecord, Page, ProviderHttp } from '@tributary/integration-kit'
import type { JsonValue } from '@tributary/integration-kit/host'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator } from '../simulator/index.ts'
import { mapHeartRates } from '../src/heart-rate.ts'
import { fitbit } from '../src/index.ts'
import { CLIENT, connect } from './connect.ts'
import { pagesOf, readStream } from './read-stream.ts'

const START = Date.parse('2026-10-26T11:00:00Z')
/** The clocks of Berlin go back on the 25th: it has 25 hours. */
const WINDOW = { startDate: '2026-10-24', endDate: '2026-10-26' }
const SECONDS = 120

let simulator: GoogleHealthSimulator
let http: ProviderHttp
beforeEach(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone: 'Europe/Berlin', seed: 4 }],
    clients: [CLIENT],
    heartRateSeconds: SECONDS,
    now: () => START,
  })
  http = await connect(simulator)
})
afterEach(() => simulator.stop())

const sync = (cursor?: JsonValue) =>
  readStream('heart-rate', { http, window: WINDOW, now: simulator.controls.clock.now(), cursor })
const idsOf = (pages: readonly Page<MeasurementRecord>[]) =>
  pages.flatMap((page) => page.records).map(({ externalId }) => externalId)
const lists = () =>
  simulator.controls.requests().filter(({ path }) => path.endsWith('/heart-rate/dataPoints')).length

/** From the first midnight to now, one every two minutes. */
const COUNT = (START - Date.parse('2026-10-23T22:00:00Z')) / 1000 / SECONDS

it('is off by default, with the reason', () => {
  const stream = fitbit.definition.streams.find(({ id }) => id === 'heart-rate')
  expect(stream?.offByDefault).toMatch(/40,000 values a day/)
})

describe('the heart rate', () => {
  it('is imported completely, each measurement once, on a day of 25 hours too', async () => {
    const pages = await sync()
    const ids = idsOf(pages)
    expect(ids).toHaveLength(COUNT)
    expect(new Set(ids).size).toBe(COUNT)
    expect(pages.flatMap((page) => page.records)[0]).toEqual({
      externalId: 'heart-rate|FITBIT:Charge 6|2026-10-26T10:58:00Z',
      metric: 'heartRate',
      measuredAt: '2026-10-26T10:58:00Z',
      value: expect.any(Number) as number,
      unit: 'bpm',
    })
    expect(pages.at(-1)?.progress).toBe(1)
  })

  it('is imported in small pages for any amount', async () => {
    const pages = await sync()
    expect(Math.max(...pages.map((page) => page.records.length))).toBeLessThanOrEqual(500)
    expect(pages.length).toBeGreaterThan(COUNT / 500)
  })

  it('resumes after any page without omissions', async () => {
    const whole = await sync()
    const all = idsOf(whole)
    for (const [index, { cursor }] of whole.slice(0, -1).entries()) {
      const before = idsOf(whole.slice(0, index + 1))
      const rest = idsOf(await sync(cursor))
      expect(new Set([...before, ...rest]).size).toBe(all.length)
      // The last one of a page comes once more, since others may have been measured at the same time.
      expect(rest.length).toBeLessThanOrEqual(all.length - before.length + 1)
    }
  })

  it('is the same in both notations and over empty pages', async () => {
    const asUsual = (await sync()).flatMap((page) => page.records)
    simulator.setWriting({ int64: 'number', offsets: 'iso' })
    simulator.controls.inject({ kind: 'empty-page', path: '*/heart-rate/dataPoints', times: 4 })
    expect((await sync()).flatMap((page) => page.records)).toEqual(asUsual)
  })

  it('is read again only if something was added', async () => {
    simulator.tracker().hold(Date.parse('2026-10-25T08:00:00Z'))
    const first = await sync()
    simulator.controls.clearLog()
    expect(idsOf(await sync(first.at(-1)?.cursor))).toEqual([])
    expect(lists()).toBeLessThanOrEqual(1)

    simulator.tracker().release()
    const later = await sync(first.at(-1)?.cursor)
    expect(new Set([...idsOf(first), ...idsOf(later)]).size).toBe(COUNT)
    expect(later.flatMap((page) => page.records).some(({ measuredAt }) => measuredAt < '2026-10-24T22')).toBe(
      false,
    )
  })

  it('does not consider a day read whose end arrived after it was resumed', async () => {
    simulator.tracker().hold(Date.parse('2026-10-26T09:00:00Z'))
    const [page] = await sync()
    simulator.tracker().release()
    const resumed = await sync(page?.cursor)
    const next = await sync(resumed.at(-1)?.cursor)
    expect(
      new Set([...idsOf(page === undefined ? [] : [page]), ...idsOf(resumed), ...idsOf(next)]).size,
    ).toBe(COUNT)
  })

  it('requests the last instant of a page again: another device may have measured then, too', async () => {
    const first = (await sync()).find(({ records }) => records.length === 500)
    simulator.controls.clearLog()
    await sync(first?.cursor)
    const [asked] = simulator.controls
      .requests()
      .filter(({ path }) => path.endsWith('/heart-rate/dataPoints'))
    const last = first?.records.at(-1)?.measuredAt ?? ''
    const [, until = ''] = /physical_time < "([^"]+)"/.exec(asked?.query['filter'] ?? '') ?? []
    expect(Date.parse(until)).toBe(Date.parse(last) + 1)
  })

  it('stops in the middle of a day on request', async () => {
    const controller = new AbortController()
    const pages = pagesOf('heart-rate', { http, window: WINDOW, now: START, signal: controller.signal })
    const read = async () => {
      for await (const _ of pages) controller.abort(new Error('stop'))
    }
    await expect(read()).rejects.toThrow('stop')
  })
})

describe('a measurement', () => {
  const pointOf = (dataSource: object, physicalTime = '2026-11-02T12:00:00.25Z', beatsPerMinute = '70') => ({
    dataSource,
    heartRate: { sampleTime: { physicalTime }, beatsPerMinute },
  })

  it.each([
    [{ platform: 'FITBIT', device: { displayName: 'Charge 6' } }, 'FITBIT:Charge 6'],
    [
      { platform: 'HEALTH_CONNECT', application: { packageName: 'com.example' } },
      'HEALTH_CONNECT:com.example',
    ],
    [{ platform: 'FITBIT' }, 'FITBIT'],
    [{}, 'UNKNOWN'],
  ])('is distinguished by its source: %j', (dataSource, source) => {
    const { records } = mapHeartRates([pointOf(dataSource)])
    expect(records.map(({ externalId }) => externalId)).toEqual([
      `heart-rate|${source}|2026-11-02T12:00:00.25Z`,
    ])
  })

  it('of two devices at one time is two', () => {
    const points = ['Charge 6', 'Pixel Watch'].map((displayName) => pointOf({ device: { displayName } }))
    expect(mapHeartRates([...points, ...points]).records).toHaveLength(2)
  })

  it.each([
    [pointOf({}, 'then')],
    [pointOf({}, '2026-11-02T12:00:00Z', '0')],
    [pointOf({}, '2026-11-02T12:00:00Z', 'fast')],
    [{ heartRate: {} }],
    [{}],
  ])('that is invalid is rejected: %j', (point) => {
    expect(mapHeartRates([point])).toMatchObject({ records: [], rejected: [{ raw: point }] })
  })
})
