import { type Static, Type } from 'typebox'

/** A measurement as Example Service describes it. */
export const HeartRate = Type.Object({
  id: Type.String({ minLength: 1 }),
  measuredAt: Type.String({ format: 'date-time' }),
  bpm: Type.Number({ exclusiveMinimum: 0 }),
})

export type HeartRate = Static<typeof HeartRate>
// <account>

/** An answer. Its measurements are checked one by one, so that an invalid one is rejected alone. */
export const HeartRates = Type.Object({
  items: Type.Array(Type.Unknown()),
  next: Type.Optional(Type.String()),
})
// </account>
