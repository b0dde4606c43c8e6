/** Regions with ways of writing dates and numbers of their own. Any other locale stays, if the person's profile has it. */
const LOCALES = [
  'de-AT',
  'de-CH',
  'de-DE',
  'en-AU',
  'en-CA',
  'en-GB',
  'en-IE',
  'en-IN',
  'en-NZ',
  'en-US',
  'en-ZA',
  'es-ES',
  'fr-CH',
  'fr-FR',
  'it-IT',
  'ja-JP',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'sv-SE',
] as const

/** The locales that can be chosen, named in a language and in its order; the current one is among them. */
export function localeChoices(
  language: string,
  current: string | null,
): readonly { readonly value: string; readonly label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const values = new Set<string>([...LOCALES, ...(current === null ? [] : [current])])
  return [...values]
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))
}
