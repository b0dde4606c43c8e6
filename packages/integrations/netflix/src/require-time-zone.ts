import { IntegrationError } from '@tributary/integration-kit'
import { localDateIn } from '@tributary/integration-kit/dates'

/** Throws an `invalid_data` that names the option for what is no IANA time zone. */
export function requireTimeZone(timeZone: string): void {
  try {
    localDateIn(timeZone)
  } catch (cause) {
    throw new IntegrationError(
      'invalid_data',
      `The option timeZone must be an IANA time zone such as Europe/Berlin or America/New_York, not ${JSON.stringify(timeZone)}.`,
      { cause },
    )
  }
}
