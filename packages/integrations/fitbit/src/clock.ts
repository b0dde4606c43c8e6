import type { SyncContext } from '@tributary/integration-kit'
import { isOfOnePart, type PersonClock, personClock } from '@tributary/integration-kit/daily'
import { offsetSeconds } from '@tributary/integration-kit/dates'
import { getSettings } from './api.ts'

type Settings = Awaited<ReturnType<typeof getSettings>>

/** By run: its streams have one client, and the person does not move in between. */
const asked = new WeakMap<SyncContext['http'], Settings>()

/**
 * The person may have left the box for settings unticked, which is no reason to read nothing. While Google cannot tell, nothing is read:
 * with days of another zone, measurements at the ends of a day would be passed over.
 */
export async function readClock({ http, now }: Pick<SyncContext, 'http' | 'now'>): Promise<PersonClock> {
  const settings = asked.get(http) ?? (await getSettings(http).catch(withoutSettings))
  asked.set(http, settings)
  const { timeZone, utcOffset } = settings
  return personClock({ timeZone, offsetSeconds: offsetSeconds(utcOffset) }, now())
}

function withoutSettings(error: unknown): Settings {
  if (isOfOnePart(error) && error.code !== 'upstream') return {}
  throw error
}
