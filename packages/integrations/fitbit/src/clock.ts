import type { SyncContext } from '@tributary/integration-kit'
import { isOfOnePart, type PersonClock, personClock } from '@tributary/integration-kit/daily'
import { offsetSeconds } from '@tributary/integration-kit/dates'
import { getSettings } from './api.ts'

type Settings = Awaited<ReturnType<typeof getSettings>>

/** Per run: its streams share one client, and the person's time zone does not change during a run. */
const asked = new WeakMap<SyncContext['http'], Settings>()

/** The person may have left the box for settings unticked, or Google may not tell it now, which is no reason to read nothing. */
export async function readClock({ http, now }: Pick<SyncContext, 'http' | 'now'>): Promise<PersonClock> {
  const settings = asked.get(http) ?? (await getSettings(http).catch(withoutSettings))
  asked.set(http, settings)
  const { timeZone, utcOffset } = settings
  return personClock({ timeZone, offsetSeconds: offsetSeconds(utcOffset) }, now())
}

/**
 * For what is read by the bounds of days: they have to be the same in each run, or an hour is in the days of none. Reading waits while
 * Google is in trouble.
 */
export async function readSettledClock(context: Pick<SyncContext, 'http' | 'now'>): Promise<PersonClock> {
  const { http } = context
  if (asked.get(http)?.timeZone === undefined)
    asked.set(http, await getSettings(http).catch(withoutRefusedSettings))
  return readClock(context)
}

function withoutSettings(error: unknown): Settings {
  if (isOfOnePart(error)) return {}
  throw error
}

function withoutRefusedSettings(error: unknown): Settings {
  if (isOfOnePart(error) && error.code !== 'upstream') return {}
  throw error
}
