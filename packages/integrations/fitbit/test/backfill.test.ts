import type { ProviderHttp } from '@tributary/integration-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator, type Person } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { CLIENT, connect } from './connect.ts'
import { expectedOf } from './oracle.ts'
import { coveredBy, datesOf, readStream, storedBy } from './read-stream.ts'

/** In the evening in Berlin; the day is not over. */
const NOW = Date.parse('2026-11-21T18:30:00Z')
const YEAR = { startDate: '2025-11-22', endDate: '2026-11-21' }
const DAYS_OVER = datesOf({ ...YEAR, endDate: '2026-11-20' })

const streams = fitbit.definition.streams.filter((stream) => stream.kind === 'dailyMetric')

describe.each([
  ['ada', 'Europe/Berlin'],
  ['grace', 'America/New_York'],
  ['jean', 'Pacific/Auckland'],
])('a year of %s in %s', (account, timeZone) => {
  let simulator: GoogleHealthSimulator
  let http: ProviderHttp
  let person: Person
  beforeAll(async () => {
    simulator = await createGoogleHealthSimulator({
      accounts: [{ id: account, name: account, timeZone, firstDate: '2026-01-14' }],
      clients: [CLIENT],
      now: () => NOW,
    })
    http = await connect(simulator)
    person = simulator.tracker().person
  })
  afterAll(() => simulator.stop())

  it.each(streams)('is imported unchanged, day by day: $id', async ({ id, fields = {} }) => {
    const pages = await readStream(id, { http, window: YEAR, now: NOW })
    const stored = storedBy(pages)
    const names = Object.keys(fields)
    const over = Object.fromEntries(Object.entries(stored).filter(([key]) => isOver(key)))
    expect(over).toEqual(expectedOf(person, DAYS_OVER, names))
    expect(Object.keys(over).length).toBeGreaterThan(80)
    expect(pages.flatMap((page) => page.rejected ?? [])).toEqual([])
    expect(pages.at(-1)).toMatchObject({ progress: 1, cursor: { unfinished: [] } })
  })

  it.each(streams)('covers exactly the days that are over: $id', async ({ id }) => {
    const pages = await readStream(id, { http, window: YEAR, now: NOW })
    // In Auckland it is the morning of the 22nd already, and Jean still sleeps: it is not known yet which date that is for.
    const isMorning = timeZone === 'Pacific/Auckland' && id !== 'sleep'
    const lastFullDate = isMorning ? '2026-11-21' : '2026-11-20'
    expect([...coveredBy(pages)].toSorted()).toEqual(datesOf({ ...YEAR, endDate: lastFullDate }))
  })

  it('takes no more requests than necessary', async () => {
    simulator.controls.clearLog()
    await readStream('daily-activity', { http, window: YEAR, now: NOW })
    // Five chunks, in each three roll-ups; and calories by 14 days. The time zone is known from the streams before.
    expect(simulator.controls.requests()).toHaveLength(5 * 3 + 27)
  })
})

function isOver(key: string): boolean {
  return (key.split(' ')[1] ?? '') <= '2026-11-20'
}
