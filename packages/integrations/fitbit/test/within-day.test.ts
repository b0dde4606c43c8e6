import type { MeasurementRecord, Page, ProviderHttp } from '@tributary/integration-kit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { CLIENT, connect } from './connect.ts'
import { coveredBy, readStream } from './read-stream.ts'

const START = Date.parse('2026-10-26T11:00:00Z')
/** The clocks of Berlin go back on the 25th: it has 25 hours. */
const WINDOW = { startDate: '2026-10-24', endDate: '2026-10-26' }

let simulator: GoogleHealthSimulator
let http: ProviderHttp
beforeEach(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone: 'Europe/Berlin', seed: 4 }],
    clients: [CLIENT],
    now: () => START,
  })
  http = await connect(simulator)
})
afterEach(() => simulator.stop())

const read = async (id: string, window = WINDOW) =>
  (await readStream(id, { http, window, now: START })) as unknown as Page<MeasurementRecord>[]

it('steps within a day sum up to the total of the day: those of a second device are not counted again', async () => {
  const pages = await read('steps-within-the-day')
  const records = pages.flatMap((page) => page.records)
  const dayOf = ({ measuredAt }: MeasurementRecord) =>
    new Date(Date.parse(measuredAt)).toLocaleDateString('sv', { timeZone: 'Europe/Berlin' })
  const totals = await readStream('daily-activity', { http, window: WINDOW, now: START })
  for (const date of ['2026-10-24', '2026-10-25']) {
    const sum = records.filter((each) => dayOf(each) === date).reduce((all, { value }) => all + value, 0)
    const total = totals
      .flatMap((page) => page.records)
      .find((each) => each.field === 'steps' && each.date === date)
    expect(sum).toBe(total?.value)
  }
  expect(new Set(records.map(({ externalId }) => externalId)).size).toBe(records.length)
  expect(records[0]).toMatchObject({ metric: 'countedSteps', unit: 'steps' })
  expect([...coveredBy(pages)].toSorted()).toEqual(['2026-10-24', '2026-10-25'])
})

it('each weight is a measurement in kilograms', async () => {
  const records = (await read('weighings', { startDate: '2026-09-01', endDate: '2026-10-26' })).flatMap(
    (page) => page.records,
  )
  expect(records.length).toBeGreaterThan(3)
  for (const { metric, unit, value, measuredAt } of records) {
    expect([metric, unit]).toEqual(['measuredWeight', 'kg'])
    expect(value).toBeGreaterThan(30)
    expect(value).toBeLessThan(200)
    expect(Date.parse(measuredAt)).toBeLessThanOrEqual(START)
  }
})

it.each([
  ['oxygen-saturation-within-the-day', 'measuredOxygenSaturation', '%', 85, 100],
  ['body-temperature', 'bodyTemperature', '°C', 36, 38],
])('each value of %s is a measurement', async (id, metric, unit, least, most) => {
  const records = (await read(id, { startDate: '2026-10-01', endDate: '2026-10-26' })).flatMap(
    (page) => page.records,
  )
  expect(records.length).toBeGreaterThan(3)
  for (const record of records) {
    expect(record).toMatchObject({ metric, unit })
    expect(record.value).toBeGreaterThanOrEqual(least)
    expect(record.value).toBeLessThanOrEqual(most)
    expect(Date.parse(record.measuredAt)).toBeLessThanOrEqual(START)
  }
  expect(new Set(records.map(({ externalId }) => externalId)).size).toBe(records.length)
})

it.each([
  [
    'oxygen-saturation',
    'oxygen-saturation-within-the-day',
    { oxygenSaturation: { percentage: 96.24 } },
    96.2,
  ],
  [
    'core-body-temperature',
    'body-temperature',
    { coreBodyTemperature: { temperatureCelsius: '36.64' } },
    36.64,
  ],
])('of %s, points without a time or of zero are rejected alone', async (type, id, payload, value) => {
  const at = (physicalTime: string | undefined, more = {}) =>
    Object.fromEntries(
      Object.entries(payload).map(([name, members]) => [
        name,
        { ...members, ...more, sampleTime: { physicalTime } },
      ]),
    )
  const none = Object.fromEntries(
    Object.values(payload)
      .flatMap(Object.keys)
      .map((name) => [name, 0]),
  )
  simulator.answers.deliver(type, [
    at('2026-10-25T06:00:00.123456Z'),
    at(undefined),
    at('2026-10-25T05:00:00Z', none),
  ])
  const pages = await read(id, { startDate: '2026-10-25', endDate: '2026-10-25' })
  expect(pages.flatMap(({ records }) => records)).toMatchObject([
    { externalId: `${type}|2026-10-25T06:00:00.123456Z`, value },
  ])
  expect(pages.flatMap(({ rejected = [] }) => rejected)).toHaveLength(2)
})

it('all are off by default, with the reason', () => {
  for (const id of [
    'steps-within-the-day',
    'weighings',
    'oxygen-saturation-within-the-day',
    'body-temperature',
  ])
    expect(fitbit.definition.streams.find((each) => each.id === id)?.offByDefault).toMatch(
      /a request of its own/,
    )
})
