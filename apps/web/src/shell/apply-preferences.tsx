import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { useMe } from '../api/me.ts'
import { currentLanguage, storeLanguage } from '../i18n/languages.ts'
import { activateLanguage } from '../i18n/messages.ts'

/** Shows the page in the language and the theme of the signed-in person, as soon as they change. Shows nothing itself. */
export function ApplyPreferences() {
  const { language, theme } = useMe()
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => setColorScheme(theme === 'system' ? 'auto' : theme), [theme, setColorScheme])
  useEffect(() => {
    if (language === null) return
    storeLanguage(language)
    if (language !== currentLanguage()) void activateLanguage(language)
  }, [language])
  return null
}
