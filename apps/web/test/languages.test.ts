import { expect, test, vi } from 'vitest'
import { localeOf } from '../src/i18n/languages.ts'

test.each([
  { languages: ['de-AT', 'en-GB', 'en'], language: 'en', locale: 'en-GB' },
  { languages: ['en-GB'], language: 'de', locale: 'de' },
  { languages: ['en-US@posix'], language: 'en', locale: 'en' },
  { languages: ['en-US@posix', 'en-AU'], language: 'en', locale: 'en-AU' },
])('of a browser with $languages, $language is written like $locale', ({ languages, language, locale }) => {
  vi.stubGlobal('navigator', { languages })
  try {
    expect(localeOf(language)).toBe(locale)
  } finally {
    vi.unstubAllGlobals()
  }
})
