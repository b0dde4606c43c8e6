import { TIME_OPTIONS, timeZoneOption } from '@tributary/integration-kit/files'
import { Type } from 'typebox'

/** The options of an import. */
export const YouTubeImportOptions = Type.Object({
  ...TIME_OPTIONS,
  timeZone: timeZoneOption(
    'Where you watched, as an IANA name such as Europe/Berlin: it tells the local date of what you watched.',
  ),
})
