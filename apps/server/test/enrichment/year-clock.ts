/** Hours of rests and retries, and the days of a budget, pass in seconds: one second is two hours. */
const CLOCK_SPEED = 7200

export interface YearClock {
  /** Milliseconds since 1970, where `startedAt` is in real time. */
  readonly startsWith: number
  readonly startedAt: number
}

/** A clock that all processes of the test share. */
export function readYearClock({ startsWith, startedAt }: YearClock): number {
  return startsWith + (Date.now() - startedAt) * CLOCK_SPEED
}
