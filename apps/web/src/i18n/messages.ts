import { i18n, type Messages } from '@lingui/core'
import type { Language } from './languages.ts'

type Load = () => Promise<{ readonly messages: Messages }>

const shared = import.meta.glob<{ readonly messages: Messages }>('../locales/*.po')
const ofPages = import.meta.glob<{ readonly messages: Messages }>('../pages/*/locales/*.po')

/** The folders of `src/pages` whose messages were loaded: those of another language are loaded with it. */
const opened = new Set<string>()

/** Loads the messages that every page shows and those of the open pages, and makes the language the current one. */
export async function activateLanguage(language: Language): Promise<void> {
  const paths = [...opened].map((page) => `../pages/${page}/locales/${language}.po`)
  const loaded = await Promise.all([
    required(shared, `../locales/${language}.po`)(),
    ...paths.map((path) => required(ofPages, path)()),
  ])
  const messages = Object.assign({}, ...loaded.map((each) => each.messages)) as Messages
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}

/** Loads the messages of a folder of `src/pages`. */
export async function loadPageMessages(page: string): Promise<void> {
  opened.add(page)
  const { messages } = await required(ofPages, `../pages/${page}/locales/${i18n.locale}.po`)()
  i18n.load(i18n.locale, messages)
}

function required(files: Readonly<Record<string, Load>>, path: string): Load {
  const load = files[path]
  if (load === undefined) throw new Error(`There are no messages at ${path}: run "lingui extract"`)
  return load
}
