import type { EventRecord } from '@tributary/integration-kit'
import type { Workout } from './api-shapes.ts'

/** The id has to be the same each time the same workout is delivered. */
export function workoutRecord(workout: Workout): EventRecord {
  const { id, title, startedAt, endedAt } = workout
  return {
    externalId: id,
    type: 'workout',
    title,
    startedAt,
    endedAt,
    date: startedAt.slice(0, 10),
    raw: { ...workout },
  }
}
