import { type ImportContext, IntegrationError } from '@tributary/integration-kit'
import { localDateIn } from '@tributary/integration-kit/dates'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { localDatesOf } from './connection-settings.ts'

/** What a person can choose for an import. */
export const SpotifyImportOptions = Type.Object({
  shortPlays: Type.Optional(
    Type.Enum(['keep', 'leave-out'], {
      title: 'Plays under 30 seconds',
      description:
        'Spotify counts a play from 30 seconds on, but its files also have what was skipped sooner (keep or leave-out).',
      default: 'keep',
    }),
  ),
  timeZone: Type.Optional(
    Type.String({
      title: 'Time zone',
      description:
        'Where you listened, as an IANA name such as America/Los_Angeles: the files have their times in UTC, and this tells the local date. Default: the time zone of your connection, else UTC.',
      maxLength: 64,
    }),
  ),
})

/** The options as the import needs them. */
export interface ImportChoices {
  readonly shortPlays: 'keep' | 'leave-out'
  /** Of an instant, where the person listened. */
  readonly localDate: (instant: string) => string
}

/**
 * The options with their defaults, of which the person's connection has one. The kit has checked them; another caller is told what is
 * wrong.
 */
export function importOptions({
  options: given,
  connection,
}: Pick<ImportContext, 'options' | 'connection'>): ImportChoices {
  if (!Value.Check(SpotifyImportOptions, given)) {
    const [error] = Value.Errors(SpotifyImportOptions, given)
    const option = error?.instancePath.slice(1) || '(options)'
    throw new IntegrationError('invalid_data', `The option ${option} ${error?.message ?? 'is not valid'}.`)
  }
  const { shortPlays = 'keep', timeZone }: Static<typeof SpotifyImportOptions> = given
  const chosen = timeZone?.trim() ?? ''
  return { shortPlays, localDate: chosen === '' ? localDatesOf(connection) : datesInOption(chosen) }
}

function datesInOption(timeZone: string): ImportChoices['localDate'] {
  try {
    return localDateIn(timeZone)
  } catch (cause) {
    throw new IntegrationError(
      'invalid_data',
      `The option timeZone must be an IANA time zone such as Europe/Berlin or America/Los_Angeles, not ${JSON.stringify(timeZone)}.`,
      { cause },
    )
  }
}
