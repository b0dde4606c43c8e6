import { i18n, type Messages } from '@lingui/core'
import type { Language } from './languages.ts'

type Load = () => Promise<{ readonly messages: Messages }>

const shared = import.meta.glob<{ readonly messages: Messages }>('../locales/*.po')
const ofPages = import.meta.glob<{ readonly messages: Messages }>('../pages/*/locales/*.po')

/** The folders of `src/pages` whose messages were loaded: those of another language are loaded with it. */
const opened = new Set<string>()

/** The language that is shown or on its way. */
let current: Language = 'en'

/** Loads the messages that every page shows and those of the open pages, and makes the language the current one. */
export async function activateLanguage(language: Language): Promise<void> {
  current = language
  const paths = [...opened].map((page) => `../pages/${page}/locales/${language}.po`)
  const loaded = await Promise.all([
    required(shared, `../locales/${language}.po`)(),
    ...paths.map((path) => required(ofPages, path)()),
  ])
  for (const { messages } of loaded) i18n.load(language, messages)
  // Another language was chosen while this one was on its way.
  if (current !== language) return
  i18n.activate(language)
  document.documentElement.lang = language
}

/** Loads the messages of a folder of `src/pages`; those of the first page together with those that every page shows. */
export async function loadPageMessages(page: string): Promise<void> {
  opened.add(page)
  const language = current
  const { messages } = await required(ofPages, `../pages/${page}/locales/${language}.po`)()
  i18n.load(language, messages)
}

function required(files: Readonly<Record<string, Load>>, path: string): Load {
  const load = files[path]
  if (load === undefined) throw new Error(`There are no messages at ${path}: run "lingui extract"`)
  return load
}
