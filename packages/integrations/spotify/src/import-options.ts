import { IntegrationError } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

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
})

export type SpotifyImportOptions = Required<Static<typeof SpotifyImportOptions>>

/** The options with their defaults. The kit has checked them; another caller is told what is wrong. */
export function importOptions(given: Readonly<Record<string, unknown>>): SpotifyImportOptions {
  if (!Value.Check(SpotifyImportOptions, given))
    throw new IntegrationError('invalid_data', 'The options of this import are not those of Spotify.')
  return { shortPlays: 'keep', ...given }
}
