import { lastDayOption, timeZoneOption } from '@tributary/integration-kit/files'
import { Type } from 'typebox'

/** The options of an import. */
export const GoogleFitImportOptions = Type.Object({
  lastDay: lastDayOption(),
  timeZone: timeZoneOption(
    'Where you were, as an IANA name such as Europe/Berlin: for workouts and sleep of files that Google has not named, which have no local date.',
  ),
})
