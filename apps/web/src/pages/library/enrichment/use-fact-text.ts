import { useLingui } from '@lingui/react'
import type { EnrichmentEnrichedWork } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { wordName } from './words.ts'

type Value = EnrichmentEnrichedWork['facts'][string]['value']

/** A fact in words: lists with commas, a length as hours and minutes, a language by its name. */
export function useFactText(): (fact: string, value: Value) => string {
  const { _ } = useLingui()
  const { duration, locale } = useFormats()
  return (fact, value) => {
    if (fact === 'runtimeMinutes' && typeof value === 'number') return duration(value * 60)
    if (fact === 'language' && typeof value === 'string') return languageName(value, locale)
    const words = Array.isArray(value) ? value : [String(value)]
    return words
      .map((word) => {
        const name = wordName(fact, word)
        return typeof name === 'string' ? name : _(name)
      })
      .join(', ')
  }
}

function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
