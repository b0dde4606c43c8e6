import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
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
  return useMemo(() => createFormats(locale, timeZone), [locale, timeZone])
}
