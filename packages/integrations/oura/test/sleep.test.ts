import { expect, test } from 'vitest'
import { createOuraSimulator, type OuraSimulator, type RingDocument } from '../simulator/index.ts'
import { nap, night } from './documents.ts'
import { readStream, valuesOf, withdrawnOf } from './read-stream.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY = '2026-11-18'

async function withSleeps(...sleep: readonly RingDocument[]): Promise<OuraSimulator> {
  return createOuraSimulator({ accounts: [{ id: 'ada', name: 'Ada', documents: { sleep } }], now: () => NOW })
}

async function valuesWith(...sleeps: readonly RingDocument[]) {
  await using simulator = await withSleeps(...sleeps)
  return valuesOf(await readStream(simulator, 'sleep'))
}

test('a night belongs to the date of its end, with the person’s local times', async () => {
  expect(await valuesWith(night(DAY))).toEqual({
    'sleepLength 2026-11-18': 421,
    'bedTime 2026-11-18': '22:50',
    'wakeUpTime 2026-11-18': '06:50',
    'deepSleep 2026-11-18': 90,
    'lightSleep 2026-11-18': 241,
    'remSleep 2026-11-18': 90,
    'timeAwake 2026-11-18': 60,
    'sleepLatency 2026-11-18': 10,
    'sleepEfficiency 2026-11-18': 88,
    'restingHeartRate 2026-11-18': 47,
    'sleepHeartRate 2026-11-18': 54.3,
    'heartRateVariability 2026-11-18': 48,
    'breathingRate 2026-11-18': 14.1,
  })
})

test('a night with a clock change has the person’s local times', async () => {
  const flight = { bedtime_start: '2026-11-17T23:30:00+01:00', bedtime_end: '2026-11-18T01:40:00-05:00' }
  expect(await valuesWith(night(DAY, flight))).toMatchObject({
    'bedTime 2026-11-18': '23:30',
    'wakeUpTime 2026-11-18': '01:40',
  })
})

test('a nap adds to the time asleep, and to nothing else of the night', async () => {
  const alone = await valuesWith(night(DAY))
  expect(await valuesWith(nap(DAY), night(DAY))).toEqual({ ...alone, 'sleepLength 2026-11-18': 451 })
})

test('a late nap of the day before belongs to the day that Oura assigns', async () => {
  const late = {
    type: 'late_nap',
    bedtime_start: '2026-11-17T18:40:00+01:00',
    bedtime_end: '2026-11-17T19:20:00+01:00',
  }
  const values = await valuesWith(nap(DAY, late), night(DAY))
  expect(values).toMatchObject({ 'sleepLength 2026-11-18': 451, 'bedTime 2026-11-18': '22:50' })
  expect(Object.keys(values).filter((key) => key.endsWith('11-17'))).toEqual([])
})

test('a nap that is a part of the night is counted once', async () => {
  const piece = { bedtime_start: '2026-11-18T05:00:00+01:00', bedtime_end: '2026-11-18T06:40:00+01:00' }
  expect(await valuesWith(nap(DAY, piece), night(DAY))).toMatchObject({ 'sleepLength 2026-11-18': 421 })
})

test('a night delivered twice is counted once', async () => {
  await using simulator = await withSleeps(nap(DAY), night(DAY))
  simulator.controls.inject({ kind: 'duplicates' })
  expect(valuesOf(await readStream(simulator, 'sleep'))).toMatchObject({ 'sleepLength 2026-11-18': 451 })
})

test('of two long sleeps the longer one is the night, and both are time asleep', async () => {
  const second = {
    id: 'second',
    bedtime_start: '2026-11-18T08:00:00+01:00',
    bedtime_end: '2026-11-18T11:30:00+01:00',
    total_sleep_duration: 10_800,
  }
  expect(await valuesWith(night(DAY, second), night(DAY))).toMatchObject({
    'sleepLength 2026-11-18': 601,
    'bedTime 2026-11-18': '22:50',
    'wakeUpTime 2026-11-18': '06:50',
  })
})

test('a date with only naps has no bedtime', async () => {
  expect(await valuesWith(nap(DAY))).toEqual({ 'sleepLength 2026-11-18': 30 })
})

test.each(['deleted', 'rest'])('a sleep of the type "%s" is ignored', async (type) => {
  expect(await valuesWith(nap(DAY, { type }))).toEqual({})
  expect(await valuesWith(nap(DAY, { type }), night(DAY))).toMatchObject({ 'sleepLength 2026-11-18': 421 })
})

test('values of a night deleted later are withdrawn, and the nap is kept', async () => {
  await using simulator = await withSleeps(nap(DAY), night(DAY), night('2026-11-19'))
  expect(withdrawnOf(await readStream(simulator, 'sleep'))).toEqual([])
  simulator.ring().change('sleep', `night-${DAY}`, { type: 'deleted' })
  const pages = await readStream(simulator, 'sleep')
  expect(valuesOf(pages)).toMatchObject({ 'sleepLength 2026-11-18': 30, 'sleepLength 2026-11-19': 421 })
  const withdrawn = withdrawnOf(pages)
  expect(withdrawn).toHaveLength(12)
  expect(withdrawn).toContain('bedTime 2026-11-18')
  expect(withdrawn.filter((each) => each.includes('sleepLength') || each.includes('11-19'))).toEqual([])
})

test('missing measurements are missing, not zero', async () => {
  const bare = { average_hrv: null, lowest_heart_rate: 0, total_sleep_duration: null, latency: 0 }
  const values = await valuesWith(night(DAY, bare))
  for (const field of ['heartRateVariability', 'restingHeartRate', 'sleepLength'])
    expect(Object.keys(values)).not.toContain(`${field} ${DAY}`)
  expect(values).toMatchObject({ 'sleepLatency 2026-11-18': 0, 'bedTime 2026-11-18': '22:50' })
})

test('an invalid sleep is rejected alone, and once', async () => {
  await using simulator = await withSleeps(
    night('2026-08-21', { bedtime_start: 'at dusk' }),
    night('2026-08-22'),
    night('2026-11-18', { efficiency: 'good' }),
  )
  // The 21st and the 22nd of August are in different chunks, and each chunk asks for the date before and after it.
  const pages = await readStream(simulator, 'sleep', {
    window: { startDate: '2026-08-01', endDate: '2026-11-19' },
  })
  expect(valuesOf(pages)).toMatchObject({ 'sleepLength 2026-08-22': 421 })
  expect(pages.flatMap(({ rejected = [] }) => rejected).map(({ reason }) => reason)).toEqual([
    'An item of sleep that cannot be read: efficiency must be number.',
    'An item of sleep that cannot be read: bedtime_start must match format "date-time".',
  ])
})
