import type { Severity } from '../notifications.ts'
import { nextDigest } from './next-digest.ts'
import { type QuietHours, quietUntil } from './quiet-hours.ts'

/** Until when a delivery waits by the choice of its person, and why. */
export interface Hold {
  readonly until: number
  readonly reason: 'digest' | 'quiet_hours'
}

/**
 * Whether a delivery has to wait: for the daily message of its channel, and for the end of quiet hours. Evaluated when it is due and not
 * when it is made, so that another choice has an effect on what waits.
 */
export function holdUntil(given: {
  readonly severity: Severity
  readonly createdAt: number
  readonly dailyAt: string | null
  readonly quiet: QuietHours | null
  readonly timeZone: string
  readonly now: number
}): Hold | undefined {
  const { severity, createdAt, dailyAt, quiet, timeZone, now } = given
  const digestAt = dailyAt === null ? 0 : nextDigest(dailyAt, { timeZone, after: createdAt })
  const at = Math.max(digestAt, now)
  const isHeld = quiet !== null && !(severity === 'error' && quiet.errorsBreakThrough)
  const quietEnd = isHeld ? quietUntil(quiet, { timeZone, now: at }) : undefined
  if (quietEnd !== undefined) return { until: quietEnd, reason: digestAt > now ? 'digest' : 'quiet_hours' }
  return digestAt > now ? { until: digestAt, reason: 'digest' } : undefined
}
