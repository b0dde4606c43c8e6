import { timeZoneOption } from '@tributary/integration-kit/files'
import { Type } from 'typebox'

/** The options of an import. */
export const TakeoutOptions = Type.Object({
  timeZone: timeZoneOption(
    'Where you lived, as an IANA name such as Europe/Berlin: most times of the files are in UTC, and days are yours.',
  ),
  weightUnit: Type.Optional(
    Type.Enum(['unknown', 'kg', 'lb'], {
      title: 'Unit of weight-….json',
      description:
        'These files have the unit of your Fitbit account and do not name it, so that they are left out unless you choose. Other weights are in grams.',
      default: 'unknown',
    }),
  ),
  partialDays: Type.Optional(
    Type.Boolean({
      title: 'Import partial days',
      description:
        'The first and the last day of the files may be partial and are left out, so that they never replace whole ones of another file. Choose it for your last export.',
      default: false,
    }),
  ),
})
