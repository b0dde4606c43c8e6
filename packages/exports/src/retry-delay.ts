/** Minutes before each further attempt. */
const MINUTES = [1, 5, 30, 120, 360] as const

/** Of the delay, added at random, so that the exports of many people do not come back at once. */
const JITTER = 0.1

/** Milliseconds to wait after so many failures; `undefined` after the last attempt. */
export function retryDelay(failures: number, random: () => number): number | undefined {
  const minutes = MINUTES[failures - 1]
  return minutes === undefined ? undefined : Math.round(minutes * 60_000 * (1 + JITTER * random()))
}
