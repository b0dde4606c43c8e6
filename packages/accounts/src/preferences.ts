import { checkTimeZone, ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from './accounts-errors.ts'

export type Language = 'en' | 'de'
export type Theme = 'system' | 'light' | 'dark'

/** What a person can choose; `null` takes a choice back. */
export interface Preferences {
  readonly language?: Language | null | undefined
  /** BCP 47. */
  readonly locale?: string | null | undefined
  /** The IANA name. */
  readonly timeZone?: string | null | undefined
  readonly theme?: Theme | undefined
}

/** What a person has chosen. */
export interface UserPreferences {
  readonly language: Language | null
  readonly locale: string | null
  readonly timeZone: string | null
  readonly theme: Theme
}

export const LanguageField = Type.Enum(['en', 'de'], {
  type: 'string',
  description: 'The language of texts.',
  examples: ['en'],
})

export const LocaleField = Type.String({
  minLength: 2,
  maxLength: 85,
  description: 'How dates and numbers are written, as a BCP 47 tag: `de-AT`.',
  examples: ['en-GB'],
})

export const ThemeField = Type.Enum(['system', 'light', 'dark'], {
  type: 'string',
  description: '`system` follows the device.',
  examples: ['system'],
})

/** With the spelling of the standards. Throws `ACCOUNTS_BAD_LOCALE`, `KERNEL_UNKNOWN_VALUE`. */
export function checkPreferences(wanted: Preferences): Preferences {
  const { locale, timeZone } = wanted
  return {
    ...wanted,
    ...(typeof locale === 'string' ? { locale: checkLocale(locale) } : {}),
    ...(typeof timeZone === 'string' ? { timeZone: checkTimeZone(timeZone, { in: 'body' }) } : {}),
  }
}

function checkLocale(text: string): string {
  try {
    // A tag of valid syntax may still be one of no language.
    const [known] = Intl.DateTimeFormat.supportedLocalesOf(text)
    if (known !== undefined) return known
  } catch {
    // The syntax is invalid: refused below.
  }
  const message = `${JSON.stringify(text)} is not a locale that this server knows. Send a BCP 47 tag such as "en-GB".`
  throw new ProblemError(accountsErrors.ACCOUNTS_BAD_LOCALE, {
    detail: message,
    extensions: { errors: [{ in: 'body', path: '/locale', message }] },
  })
}

/** The columns of the given ones, for writing. */
export function preferenceColumns({ language, locale, timeZone, theme }: Preferences) {
  return {
    ...(language === undefined ? {} : { language }),
    ...(locale === undefined ? {} : { locale }),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    ...(theme === undefined ? {} : { theme }),
  }
}

export function viewPreferences(row: {
  readonly language: Language | null
  readonly locale: string | null
  readonly time_zone: string | null
  readonly theme: Theme
}): UserPreferences {
  const { language, locale, time_zone: timeZone, theme } = row
  return { language, locale, timeZone, theme }
}
