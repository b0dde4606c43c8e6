import { chanceOf } from './chance.ts'
import { type Day, localTime } from './local-time.ts'
import type { RingDocument } from './ring.ts'

/** The sleeps of a day: a night from the evening before, and sometimes a nap, a late one of the day before, or a rest. */
export function madeUpSleeps(about: Day): readonly RingDocument[] {
  const chance = chanceOf(about.id, about.day, 'sleep')
  const night = madeUpSleep(about, {
    type: 'long_sleep',
    start: chance.between(-90, 45),
    minutes: chance.between(360, 520),
  })
  const naps = [
    { isThere: chance.next() < 0.2, type: 'sleep', start: 14 * 60 + chance.between(0, 50) },
    // After 18:00 it counts for the next day.
    { isThere: chance.next() < 0.04, type: 'late_nap', start: -5 * 60 - chance.between(0, 20) },
    { isThere: chance.next() < 0.05, type: 'rest', start: 16 * 60 + chance.between(0, 90) },
  ]
  const others = naps
    .filter(({ isThere }) => isThere)
    .map(({ type, start }) => madeUpSleep(about, { type, start, minutes: chance.between(20, 55) }))
  return [night, ...others]
}

function madeUpSleep(
  about: Day,
  { type, start, minutes }: { readonly type: string; readonly start: number; readonly minutes: number },
): RingDocument {
  const chance = chanceOf(about.id, about.day, type)
  const inBed = minutes * 60
  const asleep = Math.round((inBed * chance.between(78, 96)) / 100 / 30) * 30
  const [deep, rem] = [Math.round(asleep / 5 / 30) * 30, Math.round(asleep / 4 / 30) * 30]
  const isLong = type === 'long_sleep'
  return {
    id: `${type}-${about.id}-${about.day}`,
    day: about.day,
    type,
    period: isLong ? 0 : 1,
    bedtime_start: localTime(about, start),
    bedtime_end: localTime(about, start + minutes),
    time_in_bed: inBed,
    total_sleep_duration: asleep,
    deep_sleep_duration: deep,
    rem_sleep_duration: rem,
    light_sleep_duration: asleep - deep - rem,
    awake_time: inBed - asleep,
    latency: chance.between(4, 30) * 60,
    efficiency: Math.round((100 * asleep) / inBed),
    average_heart_rate: chance.between(5000, 6400) / 100,
    lowest_heart_rate: chance.between(44, 54),
    // Too short a sleep has no score.
    average_hrv: isLong ? chance.between(25, 70) : null,
    average_breath: chance.between(1280, 1640) / 100,
    restless_periods: chance.between(20, 200),
    sleep_phase_5_min: '4'.padEnd(Math.floor(minutes / 5), '2213'),
    heart_rate: {
      interval: 300,
      items: Array.from({ length: Math.floor(minutes / 5) }, () => chance.between(46, 66)),
    },
  }
}
