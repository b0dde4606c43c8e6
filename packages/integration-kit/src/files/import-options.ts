import { type Static, type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'
import { localDateIn } from '../dates/local-date.ts'
import { IntegrationError } from '../integration-error.ts'

/**
 * The options of an import with their defaults. The server has validated them; for other callers an invalid option throws `invalid_data`.
 *
 * @example
 * const { timeZone } = readOptions(Options, context.options)
 */
export function readOptions<T extends TObject>(
  schema: T,
  given: Readonly<Record<string, unknown>>,
): Required<Static<T>> {
  const options = Value.Default(schema, { ...given })
  const [error] = Value.Errors(schema, options)
  if (error === undefined) return options as Required<Static<T>>
  throw new IntegrationError(
    'invalid_data',
    `The option ${error.instancePath.slice(1) || '(options)'} ${error.message}.`,
  )
}

/**
 * The option `timeZone`, for files with times in UTC: it determines their local dates.
 *
 * @example
 * const Options = Type.Object({ timeZone: timeZoneOption('Where you listened, as an IANA name such as Europe/Berlin.') })
 */
export function timeZoneOption(description: string, { default: zone = 'UTC' } = {}) {
  return Type.Optional(Type.String({ title: 'Time zone', description, maxLength: 64, default: zone }))
}

/**
 * The option to import the last day, `false` by default, for `withLastDay` of `importDailyTables`.
 *
 * @example
 * const Options = Type.Object({ lastDay: lastDayOption() })
 */
export function lastDayOption() {
  return Type.Optional(
    Type.Boolean({
      title: 'Import the last day',
      description:
        'The last day of an export is seldom over and is left out, so that it never replaces the whole day of a later export. Choose it for your last export.',
      default: false,
    }),
  )
}

/**
 * Makes a function that returns the local date of an instant in the chosen time zone, UTC if it is blank. Throws `invalid_data` with
 * the name of the option for an invalid IANA time zone.
 *
 * @example
 * localDateOf('America/Los_Angeles')('2024-04-21T04:30:00Z') // '2024-04-20'
 */
export function localDateOf(timeZone: string): (instant: string) => string {
  try {
    return localDateIn(timeZone.trim() || 'UTC')
  } catch (cause) {
    throw new IntegrationError(
      'invalid_data',
      `The option timeZone must be an IANA time zone such as Europe/Berlin or America/New_York, not ${JSON.stringify(timeZone.trim())}.`,
      { cause },
    )
  }
}
