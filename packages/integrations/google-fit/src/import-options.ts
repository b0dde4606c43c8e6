import { timeZoneOption } from '@tributary/integration-kit/files'
import { Type } from 'typebox'

/** The options of an import. */
export const GoogleFitImportOptions = Type.Object({
  lastDay: Type.Optional(
    Type.Boolean({
      title: 'Import the last day',
      description:
        'The last day of an export is seldom over and is left out, so that it never replaces the whole day of a later export. Choose it for your last export.',
      default: false,
    }),
  ),
  timeZone: timeZoneOption(
    'Where you were, as an IANA name such as Europe/Berlin: for workouts and sleep of files that Google has not named, which have no local date.',
  ),
})
