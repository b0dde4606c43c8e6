import { type Static, Type } from 'typebox'

/** A day as Example Service describes it. */
export const Day = Type.Object({
  date: Type.String({ format: 'date' }),
  steps: Type.Optional(Type.Number({ minimum: 0 })),
})

export type Day = Static<typeof Day>
// <account>

/** An answer. Its days are checked one by one, so that an invalid one is rejected alone. */
export const Days = Type.Object({ items: Type.Array(Type.Unknown()) })
// </account>
