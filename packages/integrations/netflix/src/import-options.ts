import { DATE_OPTIONS, timeZoneOption } from '@tributary/integration-kit/files'
import { type Static, Type } from 'typebox'

/** The options of an import. */
export const NetflixImportOptions = Type.Object({
  profile: Type.Optional(
    Type.String({
      title: 'Profile',
      description:
        'The profile of NetflixViewingHistory.csv, which the file does not contain. Choose the same name each time. ViewingActivity.csv names its profiles itself.',
      maxLength: 256,
      default: '',
    }),
  ),
  ...DATE_OPTIONS,
  timeZone: timeZoneOption(
    'Where you watched, as an IANA name such as Europe/Berlin: ViewingActivity.csv has its times in UTC, and this tells the local date.',
  ),
})

export type NetflixImportOptions = Required<Static<typeof NetflixImportOptions>>
