import { timeZoneOption } from '@tributary/integration-kit/files'
import { Type } from 'typebox'

/** The options of an import. */
export const SpotifyImportOptions = Type.Object({
  shortPlays: Type.Optional(
    Type.Enum(['keep', 'leave_out'], {
      title: 'Plays under 30 seconds',
      description:
        'Spotify counts a play from 30 seconds on, but its files also have what was skipped sooner (keep or leave_out).',
      default: 'keep',
    }),
  ),
  timeZone: timeZoneOption(
    'Where you listened, as an IANA name such as America/Los_Angeles: the files have their times in UTC, and this tells the local date. Left empty: the time zone of your connection, else UTC.',
    { default: '' },
  ),
})
