import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../api/me.ts'
import { createFormats, type Formats } from './create-formats.ts'
import { localeOf } from './languages.ts'
import { browserTimeZone } from './time-zones.ts'

export type { Formats } from './create-formats.ts'

/** Beside the language, the region that writes dates and numbers. */
export function useFormats(): Formats {
  const { i18n } = useLingui()
  const { data: me } = useQuery({ ...meQuery, enabled: false })
  const locale = me?.locale ?? localeOf(i18n.locale)
  const timeZone = me?.timeZone ?? browserTimeZone()
  return formatsOf(locale, timeZone)
}

const created = new Map<string, Formats>()

/** One for all parts of the page: each row of a list would otherwise hold half a dozen formatters of some 50 kB outside the heap. */
function formatsOf(locale: string, timeZone: string): Formats {
  const key = `${locale} ${timeZone}`
  const formats = created.get(key) ?? createFormats(locale, timeZone)
  created.set(key, formats)
  return formats
}
