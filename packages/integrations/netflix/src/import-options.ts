import { IntegrationError } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { DATE_ORDERS } from './date-reading.ts'
import { CALENDARS } from './possible-dates.ts'
import { requireTimeZone } from './require-time-zone.ts'

/** What a person can choose for an import. */
export const NetflixImportOptions = Type.Object({
  profile: Type.Optional(
    Type.String({
      title: 'Profile',
      description:
        'Whose viewing history NetflixViewingHistory.csv is; the file does not say. Choose the same name each time. ViewingActivity.csv names its profiles itself.',
      maxLength: 256,
      default: '',
    }),
  ),
  dateOrder: Type.Optional(
    Type.Enum(['auto', ...DATE_ORDERS], {
      title: 'Order of the dates',
      description:
        'Day, month, year (dmy), month, day, year (mdy) or year, month, day (ymd). Found out from the file unless you choose.',
      default: 'auto',
    }),
  ),
  calendar: Type.Optional(
    Type.Enum(['auto', ...CALENDARS], {
      title: 'Calendar of the dates',
      description:
        'By the years: 2025 is gregory, 2568 buddhist, 1404 persian, 1446 islamic-umalqura. Found out from the file unless you choose; needed for years of two digits that are not of the usual calendar.',
      default: 'auto',
    }),
  ),
  timeZone: Type.Optional(
    Type.String({
      title: 'Time zone',
      description:
        'Where you watched, as an IANA name such as Europe/Berlin: ViewingActivity.csv has its times in UTC, and this tells the local date.',
      maxLength: 64,
      default: 'UTC',
    }),
  ),
})

export type NetflixImportOptions = Required<Static<typeof NetflixImportOptions>>

/** The options with their defaults. The kit has checked them; another caller is told what is wrong. */
export function importOptions(given: Readonly<Record<string, unknown>>): NetflixImportOptions {
  if (!Value.Check(NetflixImportOptions, given)) {
    const [error] = Value.Errors(NetflixImportOptions, given)
    throw new IntegrationError(
      'invalid_data',
      `The option ${error?.instancePath.slice(1) || '(options)'} ${error?.message ?? 'is not valid'}.`,
    )
  }
  const timeZone = given.timeZone?.trim() || 'UTC'
  // Checked for either file: the quick one does not use it, and a mistake would show with the next file.
  requireTimeZone(timeZone)
  return {
    profile: given.profile?.trim() ?? '',
    dateOrder: given.dateOrder ?? 'auto',
    calendar: given.calendar ?? 'auto',
    timeZone,
  }
}
