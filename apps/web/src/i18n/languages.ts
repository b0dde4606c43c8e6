import { i18n } from '@lingui/core'

export const LANGUAGES = ['en', 'de'] as const

export type Language = (typeof LANGUAGES)[number]

const STORED = 'tributary.language'

/** The language before sign-in: the one last used in this browser, else the first of the browser's that there is. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  const wanted = [...(stored === null ? [] : [stored]), ...navigator.languages]
  for (const tag of wanted) {
    const language = LANGUAGES.find((known) => known === tag.toLowerCase().split('-')[0])
    if (language !== undefined) return language
  }
  return 'en'
}

/** Keeps a language in this browser, for pages without a signed-in person. */
export function storeLanguage(language: Language): void {
  localStorage.setItem(STORED, language)
}

/** The language that the page is shown in. */
export function currentLanguage(): Language {
  return LANGUAGES.find((language) => language === i18n.locale) ?? 'en'
}

/** The browser's own locale of a language, if it has one: `en-GB` rather than `en`. */
export function localeOf(language: string): string {
  return (
    navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language && isLocale(tag)) ??
    language
  )
}

/** A browser may name what no format accepts: Chromium says `en-US@posix` where the system has no language. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
