import { type Static, Type } from 'typebox'

/** A workout as Example Service describes it. */
export const Workout = Type.Object({
  id: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1 }),
  startedAt: Type.String({ format: 'date-time' }),
  endedAt: Type.String({ format: 'date-time' }),
})

export type Workout = Static<typeof Workout>
// <account>

/** An answer. Its workouts are checked one by one, so that an invalid one is rejected alone. */
export const Workouts = Type.Object({ items: Type.Array(Type.Unknown()) })
// </account>
