import { checkTimeZone, TimeZone } from '@tributary/core'
import { Type } from 'typebox'
import type { LibraryRoutesContext } from './item-filters.ts'

/** Of operations that place items on local days. */
export const timeZoneParameter = {
  timeZone: Type.Optional({
    ...TimeZone,
    description:
      'The time zone in which instants have their day and hour. By default the one of your profile; without one, days are `occurredOn` as delivered, and hours are of UTC.',
  }),
}

/** The answer's `timeZone`. */
export const UsedTimeZone = Type.Union([Type.String(), Type.Null()], {
  description: 'What was used; null if neither the request nor your profile has one.',
})

/** Throws `KERNEL_UNKNOWN_VALUE`. */
export async function chooseTimeZone(
  { timeZoneOf }: LibraryRoutesContext,
  userId: string,
  asked: string | undefined,
): Promise<string | undefined> {
  if (asked !== undefined) return checkTimeZone(asked)
  return (await timeZoneOf(userId)) ?? undefined
}
