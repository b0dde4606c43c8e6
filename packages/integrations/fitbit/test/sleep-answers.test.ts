import { afterEach, describe, expect, it } from 'vitest'
import { createGoogleHealthSimulator, type GoogleHealthSimulator } from '../simulator/index.ts'
import { CLIENT, connect } from './connect.ts'
import { fixture } from './fixture.ts'
import { coveredBy, readStream, storedBy } from './read-stream.ts'

const NOW = Date.parse('2026-11-27T12:00:00Z')
const WINDOW = { startDate: '2026-11-20', endDate: '2026-11-28' }

let simulator: GoogleHealthSimulator
afterEach(() => simulator.stop())

type Points = Parameters<GoogleHealthSimulator['answers']['deliver']>[1]
const pointsIn = (name: string) => (fixture(name) as { dataPoints: Points }).dataPoints

interface Asked {
  readonly points: Points
  readonly timeZone?: string
  readonly window?: typeof WINDOW
  readonly now?: number
}

async function read({ points, timeZone = 'Europe/Berlin', window = WINDOW, now = NOW }: Asked) {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone }],
    clients: [CLIENT],
    now: () => now,
  })
  simulator.answers.deliver('sleep', points)
  return readStream('sleep', { http: await connect(simulator), window, now })
}

/** A sleep of these local times in Berlin, in winter. */
function sleep(start: string, end: string | undefined, more: { minutes?: unknown; metadata?: object } = {}) {
  const at = (time: string) => new Date(`${time}:00+01:00`).toISOString()
  const { minutes, metadata } = more
  return {
    sleep: {
      interval: {
        startTime: at(start),
        startUtcOffset: '3600s',
        ...(end === undefined ? {} : { endTime: at(end), endUtcOffset: '3600s' }),
      },
      ...(minutes === undefined ? {} : { summary: { minutesAsleep: minutes } }),
      ...(metadata === undefined ? {} : { metadata }),
    },
  }
}

describe('a night', () => {
  it.each([
    [
      'that a watch delivers repeatedly, each time longer, is one; its first part, before midnight, does not count',
      { points: pointsIn('sleep-pieces') },
      { 'sleepLength 2026-11-25': 400, 'bedTime 2026-11-25': '23:00', 'wakeUpTime 2026-11-25': '06:05' },
    ],
    [
      'that another sleep lies in counts once',
      { points: pointsIn('sleep-contained') },
      { 'sleepLength 2026-11-25': 320, 'bedTime 2026-11-25': '00:31', 'wakeUpTime 2026-11-25': '06:14' },
    ],
    [
      'in two sessions is as long as both; its times are those of the main one',
      { points: pointsIn('sleep-split') },
      { 'sleepLength 2026-11-25': 513, 'bedTime 2026-11-25': '23:18', 'wakeUpTime 2026-11-25': '04:25' },
    ],
    [
      'of an interval and a summary alone has all that is wanted',
      { points: pointsIn('sleep-bare'), timeZone: 'America/Los_Angeles' },
      { 'sleepLength 2026-11-24': 420, 'bedTime 2026-11-24': '14:00', 'wakeUpTime 2026-11-24': '22:00' },
    ],
    [
      'stays while the next sleep goes on',
      { points: pointsIn('sleep-going-on') },
      { 'sleepLength 2026-11-26': 430, 'bedTime 2026-11-26': '23:00', 'wakeUpTime 2026-11-26': '07:00' },
    ],
  ] as const)('%s', async (_, asked, expected) => {
    const pages = await read(asked)
    expect(storedBy(pages)).toEqual(expected)
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toEqual([])
  })

  it('in two sessions that touch counts both; together they have no more minutes than they span', async () => {
    const points = [
      sleep('2026-11-24T23:00', '2026-11-25T04:00', { minutes: 280 }),
      sleep('2026-11-25T03:55', '2026-11-25T07:00', { minutes: 170 }),
    ]
    expect(storedBy(await read({ points }))).toMatchObject({ 'sleepLength 2026-11-25': 450 })
    await simulator.stop()
    const awake = [
      sleep('2026-11-24T23:00', '2026-11-25T03:00', { minutes: 240 }),
      sleep('2026-11-25T02:00', '2026-11-25T07:00', { minutes: 300 }),
    ]
    expect(storedBy(await read({ points: awake }))).toMatchObject({ 'sleepLength 2026-11-25': 480 })
  })

  it.each([
    ['the first date of a window', { startDate: '2026-11-24', endDate: '2026-11-24' }],
    ['the last chunk of a long window', { startDate: '2026-09-02', endDate: '2026-11-24' }],
  ])('does not lose its end if its part is of %s', async (_, window) => {
    expect(storedBy(await read({ points: pointsIn('sleep-pieces'), window }))).toEqual({})
  })

  it('has no record of the date after a window, which only its part belongs to', async () => {
    const window = { startDate: '2026-11-25', endDate: '2026-11-25' }
    expect(Object.keys(storedBy(await read({ points: pointsIn('sleep-pieces'), window })))).toHaveLength(3)
  })
})

describe('values of a sync in the middle of a night', () => {
  const [firstPiece] = pointsIn('sleep-pieces')
  const MIDNIGHT = Date.parse('2026-11-24T22:55:00Z')
  const withdrawnBy = (pages: Awaited<ReturnType<typeof read>>) =>
    pages.flatMap(({ withdrawn = [] }) => withdrawn.map(({ field, date }) => `${field} ${date}`))

  it('are delivered first, since there may be no more', async () => {
    const pages = await read({ points: firstPiece === undefined ? [] : [firstPiece], now: MIDNIGHT })
    expect(storedBy(pages)).toMatchObject({ 'sleepLength 2026-11-24': 45, 'wakeUpTime 2026-11-24': '23:50' })
  })

  it.each([
    ['more pieces', pointsIn('sleep-pieces')],
    ['the same sleep, grown', pointsIn('sleep-pieces').slice(-1)],
  ])('is withdrawn when the morning brings %s', async (_, points) => {
    expect(withdrawnBy(await read({ points }))).toEqual([
      'sleepLength 2026-11-24',
      'bedTime 2026-11-24',
      'wakeUpTime 2026-11-24',
    ])
  })

  it('is withdrawn but for what the date has by itself', async () => {
    const nap = sleep('2026-11-24T14:00', '2026-11-24T14:40', { minutes: 30, metadata: { nap: true } })
    const pages = await read({ points: [...pointsIn('sleep-pieces'), nap] })
    expect(storedBy(pages)['sleepLength 2026-11-24']).toBe(30)
    expect(withdrawnBy(pages)).toEqual(['bedTime 2026-11-24', 'wakeUpTime 2026-11-24'])
  })

  it('is not withdrawn where Google says nothing, or is still computing', async () => {
    expect(withdrawnBy(await read({ points: [] }))).toEqual([])
    await simulator.stop()
    const night = sleep('2026-11-26T00:30', '2026-11-26T07:00', { minutes: 380 })
    const next = sleep('2026-11-26T23:00', '2026-11-27T06:00', { minutes: 390 })
    const computed = { ...night.sleep, metadata: { processed: false } }
    expect(withdrawnBy(await read({ points: [next, { sleep: computed }] }))).toEqual([])
  })
})

describe('a sleep', () => {
  it.each([
    ['more minutes than it has', 600],
    ['fewer than none', -5],
    ['what is no number', { minutes: 5 }],
    ['a word', 'many'],
  ])('with %s keeps its times; its length is rejected', async (_, minutes) => {
    const pages = await read({ points: [sleep('2026-11-24T23:00', '2026-11-25T07:00', { minutes })] })
    expect(storedBy(pages)).toEqual({ 'bedTime 2026-11-25': '23:00', 'wakeUpTime 2026-11-25': '07:00' })
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toMatchObject([
      { reason: expect.stringContaining('a sleep of 480 minutes') as string },
    ])
  })

  it('whose summary cannot be has the length of its stages', async () => {
    const { sleep: odd } = sleep('2026-11-24T23:00', '2026-11-25T07:00', { minutes: 600 })
    const stages = [
      { startTime: odd.interval.startTime, endTime: '2026-11-25T03:00:00Z', type: 'DEEP' },
      { startTime: '2026-11-25T03:00:00Z', endTime: odd.interval.endTime, type: 'AWAKE' },
    ]
    const pages = await read({ points: [{ sleep: { ...odd, stages } }] })
    expect(storedBy(pages)['sleepLength 2026-11-25']).toBe(300)
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toEqual([])
  })

  it.each([
    ['null', null],
    ['empty', ''],
  ])('whose end is %s goes on', async (_, endTime) => {
    const { sleep: open } = sleep('2026-11-27T11:00', undefined)
    const pages = await read({ points: [{ sleep: { interval: { ...open.interval, endTime } } }] })
    expect(storedBy(pages)).toEqual({})
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toEqual([])
    expect(coveredBy(pages)).toContain('2026-11-26')
  })

  it('that never ended keeps its dates incomplete for a week, and is then rejected', async () => {
    const open = sleep('2026-11-21T23:00', undefined)
    expect(coveredBy(await read({ points: [open] }))).not.toContain('2026-11-22')
    await simulator.stop()
    const later = { points: [open], now: NOW + 2 * 86_400_000 }
    const pages = await read(later)
    expect(coveredBy(pages)).toContain('2026-11-22')
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toMatchObject([
      { reason: expect.stringContaining('has no end') as string },
    ])
    // Not each time that other dates are read.
    await simulator.stop()
    const others = await read({ ...later, window: { startDate: '2026-11-23', endDate: '2026-11-30' } })
    expect(others.flatMap(({ rejected = [] }) => rejected)).toEqual([])
  })

  it('that Google never computes is imported after two days', async () => {
    const night = sleep('2026-11-24T23:00', '2026-11-25T07:00', {
      minutes: 430,
      metadata: { processed: false },
    })
    expect(storedBy(await read({ points: [night], now: Date.parse('2026-11-26T12:00:00Z') }))).toEqual({})
    await simulator.stop()
    expect(storedBy(await read({ points: [night] }))).toHaveProperty('sleepLength 2026-11-25', 430)
  })

  it.each([
    ['of no length', '2026-11-24T23:00', '2026-11-24T23:00'],
    ['of more than a day', '2026-11-23T23:00', '2026-11-25T07:00'],
  ])('%s is rejected', async (_, start, end) => {
    const pages = await read({ points: [sleep(start, end, { minutes: 0 })] })
    expect(storedBy(pages)).toEqual({})
    expect(pages.flatMap(({ rejected = [] }) => rejected)).toHaveLength(1)
  })

  it('that repeats the same time is counted as omitted', async () => {
    const pages = await read({ points: pointsIn('sleep-pieces') })
    expect(pages.reduce((sum, { skipped = 0 }) => sum + skipped, 0)).toBe(4)
  })
})
