import { i18n, type Messages } from '@lingui/core'
import type { Language } from './languages.ts'

type Load = () => Promise<{ readonly messages: Messages }>

const shared = import.meta.glob<{ readonly messages: Messages }>('../locales/*.po')
const ofPages = import.meta.glob<{ readonly messages: Messages }>('../pages/*/locales/*.po')

/** Loads the messages that every page shows, and makes the language the current one. */
export async function activateLanguage(language: Language): Promise<void> {
  const { messages } = await required(shared, `../locales/${language}.po`)()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}

/** Loads the messages of a folder of `src/pages`. */
export async function loadPageMessages(page: string): Promise<void> {
  const { messages } = await required(ofPages, `../pages/${page}/locales/${i18n.locale}.po`)()
  i18n.load(i18n.locale, messages)
}

function required(files: Readonly<Record<string, Load>>, path: string): Load {
  const load = files[path]
  if (load === undefined) throw new Error(`There are no messages at ${path}: run "lingui extract"`)
  return load
}
