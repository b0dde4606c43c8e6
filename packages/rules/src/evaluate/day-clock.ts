import { addDays } from '@tributary/integration-kit/dates'
import { Temporal } from 'temporal-polyfill'
import { OLDEST_DAYS } from '../limits.ts'

/** The days of a person: which are news, and when one is final. */
export interface DayClock {
  readonly today: string
  /** Days before do not fire. */
  readonly oldest: string
  /** Milliseconds since 1970. */
  readonly now: number
  /**
   * The instant from which a value of a day counts as final: noon of the next day, on the person's clock. Devices deliver the end of a day
   * in the morning after.
   */
  settledAt(date: string): number
}

/**
 * @example
 * dayClock({ timeZone: 'Pacific/Auckland', now: Date.parse('2026-11-29T12:00:00Z') }).today // '2026-11-30'
 */
export function dayClock({ timeZone, now }: { readonly timeZone: string; readonly now: number }): DayClock {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  return {
    today: today.toString(),
    oldest: today.subtract({ days: OLDEST_DAYS }).toString(),
    now,
    settledAt: (date) =>
      Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '12:00' })
        .epochMilliseconds,
  }
}

/** Whether a day is news: neither older than the oldest, nor after tomorrow, which only a wrong clock delivers. */
export function isRecent({ oldest, today }: DayClock, date: string): boolean {
  return date >= oldest && date <= addDays(today, 1)
}
