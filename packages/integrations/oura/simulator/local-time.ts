import { addDays } from '@tributary/integration-kit/dates'

/** A person with a ring. */
export interface Wearer {
  readonly id: string
  /** The UTC offset of their clock: `+01:00`. */
  readonly offset: string
}

export interface Day extends Wearer {
  readonly day: string
}

/** The local time a number of minutes after midnight of a day; before it for a negative number. */
export function localTime({ day, offset }: Pick<Day, 'day' | 'offset'>, minutes: number): string {
  const date = addDays(day, Math.floor(minutes / 1440))
  const ofDay = ((minutes % 1440) + 1440) % 1440
  const [hours, rest] = [Math.floor(ofDay / 60), ofDay % 60].map((each) => String(each).padStart(2, '0'))
  return `${date}T${hours}:${rest}:00${offset}`
}
