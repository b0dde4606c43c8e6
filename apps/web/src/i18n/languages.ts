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
