import type { RingDocument } from '../simulator/index.ts'

/** A night as Oura writes it: seven hours of sleep in eight. */
export function night(day: string, members: Readonly<Record<string, unknown>> = {}): RingDocument {
  const evening = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
  return {
    id: `night-${day}`,
    day,
    type: 'long_sleep',
    bedtime_start: `${evening}T22:50:00+01:00`,
    bedtime_end: `${day}T06:50:00+01:00`,
    time_in_bed: 28_800,
    total_sleep_duration: 25_230,
    deep_sleep_duration: 5400,
    light_sleep_duration: 14_430,
    rem_sleep_duration: 5400,
    awake_time: 3570,
    latency: 600,
    efficiency: 88,
    average_heart_rate: 54.25,
    lowest_heart_rate: 47,
    average_hrv: 48,
    average_breath: 14.125,
    ...members,
  }
}

/** Half an hour of sleep after lunch. */
export function nap(day: string, members: Readonly<Record<string, unknown>> = {}): RingDocument {
  return {
    id: `nap-${day}`,
    day,
    type: 'sleep',
    bedtime_start: `${day}T13:30:00+01:00`,
    bedtime_end: `${day}T14:10:00+01:00`,
    total_sleep_duration: 1800,
    efficiency: 75,
    average_hrv: null,
    lowest_heart_rate: 58,
    ...members,
  }
}

export function activity(day: string, members: Readonly<Record<string, unknown>> = {}): RingDocument {
  return {
    id: `activity-${day}`,
    day,
    timestamp: `${day}T04:00:00+01:00`,
    score: 82,
    steps: 9214,
    active_calories: 431,
    total_calories: 2213,
    equivalent_walking_distance: 8127,
    high_activity_time: 120,
    medium_activity_time: 1800,
    low_activity_time: 14_430,
    sedentary_time: 27_600,
    ...members,
  }
}

export function workout(day: string, members: Readonly<Record<string, unknown>> = {}): RingDocument {
  return {
    id: `workout-${day}`,
    day,
    activity: 'strength_training',
    label: null,
    start_datetime: `${day}T18:05:00+01:00`,
    end_datetime: `${day}T18:50:00+01:00`,
    calories: 312.5,
    distance: null,
    intensity: 'moderate',
    source: 'confirmed',
    ...members,
  }
}
