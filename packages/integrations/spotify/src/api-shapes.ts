import { Type } from 'typebox'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** Items are validated one by one, so that an invalid one is rejected alone. */
export const RecentlyPlayed = Type.Object({ items: OrNull(Type.Array(Type.Unknown())) })

export const Profile = Type.Object({
  id: Type.String({ minLength: 1 }),
  display_name: OrNull(Type.String()),
})
