import { type DateRange, datesIn } from '@tributary/integration-kit/dates'
import { type Chance, chanceOf } from './chance.ts'
import { type Day, localTime, type Wearer } from './local-time.ts'
import { madeUpSleeps } from './made-up-sleeps.ts'
import type { Collection, RingDocument } from './ring.ts'

type Documents = Record<Collection, RingDocument[]>

/** The generated documents of a person on some dates: the same on each call. On some days the ring is not worn. */
export function madeUpDays(wearer: Wearer, range: DateRange): Documents {
  const documents: Documents = {
    daily_activity: [],
    daily_sleep: [],
    daily_readiness: [],
    daily_spo2: [],
    sleep: [],
    workout: [],
  }
  for (const day of datesIn(range)) {
    const chance = chanceOf(wearer.id, day)
    if (chance.next() < 0.03) continue
    const about = { ...wearer, day }
    documents.daily_activity.push(activity(about, chance))
    documents.daily_sleep.push(daily(about, 'sleep', { score: chance.between(60, 95) }))
    documents.daily_readiness.push(readiness(about, chance))
    documents.daily_spo2.push(spo2(about, chance))
    documents.sleep.push(...madeUpSleeps(about))
    if (chance.next() < 0.4) documents.workout.push(workout(about, chance))
  }
  return documents
}

function daily(about: Day, kind: string, members: Readonly<Record<string, unknown>>): RingDocument {
  const { id, day } = about
  return {
    id: `${kind}-${id}-${day}`,
    day,
    timestamp: localTime(about, 4 * 60),
    contributors: {},
    ...members,
  }
}

function activity(about: Day, chance: Chance): RingDocument {
  const steps = chance.between(2500, 16_000)
  const [high, medium, low] = [
    chance.between(0, 1800),
    chance.between(600, 4800),
    chance.between(7200, 18_000),
  ]
  return daily(about, 'activity', {
    score: chance.between(55, 98),
    steps,
    active_calories: Math.round(steps * 0.045),
    total_calories: 1700 + Math.round(steps * 0.045),
    equivalent_walking_distance: Math.round(steps * 0.81),
    high_activity_time: high,
    medium_activity_time: medium,
    low_activity_time: low,
    sedentary_time: 43_200 - low,
    resting_time: 28_800,
    non_wear_time: 0,
  })
}

function readiness(about: Day, chance: Chance): RingDocument {
  return daily(about, 'readiness', {
    score: chance.between(58, 94),
    temperature_deviation: chance.between(-60, 60) / 100,
    // Needs three consecutive days.
    temperature_trend_deviation: chance.next() < 0.1 ? null : chance.between(-30, 30) / 100,
  })
}

function spo2(about: Day, chance: Chance): RingDocument {
  const average = chance.between(9500, 9900) / 100
  return daily(about, 'spo2', { spo2_percentage: chance.next() < 0.1 ? null : { average } })
}

const ACTIVITIES = ['walking', 'running', 'cycling', 'strength_training', 'yoga'] as const

function workout(about: Day, chance: Chance): RingDocument {
  const { id, day } = about
  const name = ACTIVITIES[chance.between(0, ACTIVITIES.length - 1)] ?? 'walking'
  const [start, minutes] = [chance.between(7 * 60, 19 * 60), chance.between(20, 90)]
  const isAfoot = name === 'walking' || name === 'running' || name === 'cycling'
  return {
    id: `workout-${id}-${day}`,
    day,
    activity: name,
    calories: minutes * 7.5,
    distance: isAfoot ? minutes * 110 : null,
    start_datetime: localTime(about, start),
    end_datetime: localTime(about, start + minutes),
    intensity: chance.next() < 0.3 ? 'hard' : 'moderate',
    label: null,
    source: chance.next() < 0.5 ? 'confirmed' : 'manual',
  }
}
