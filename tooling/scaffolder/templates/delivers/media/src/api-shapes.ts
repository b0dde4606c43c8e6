import { type Static, Type } from 'typebox'

/** A play as Example Service describes it. */
export const Play = Type.Object({
  id: Type.String({ minLength: 1 }),
  title: Type.String({ minLength: 1 }),
  playedAt: Type.String({ format: 'date-time' }),
})

export type Play = Static<typeof Play>
// <account>

/** An answer. Its plays are checked one by one, so that an invalid one is rejected alone. */
export const Plays = Type.Object({ items: Type.Array(Type.Unknown()) })
// </account>
