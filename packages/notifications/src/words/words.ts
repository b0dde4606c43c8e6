import type { NotificationParameters } from '../notifications.ts'
import { english } from './english.ts'
import { german } from './german.ts'

/** A title of one line, and what happened and what to do. */
export interface Words {
  readonly title: string
  readonly message: string
}

/** A notification with the words of the plugin that has written it, which are English. */
export interface WrittenNotification extends Words {
  readonly kind: string
  readonly parameters: NotificationParameters
}

/** What messages say in one language. */
export interface Language {
  /** `undefined` for a kind without a translation. */
  notification(written: WrittenNotification): Words | undefined
  digestTitle(count: number): string
  test(channelName: string): Words
  code(code: string, minutes: number): Words
}

const LANGUAGES: Readonly<Record<string, Language>> = { en: english, de: german }

/** The language that a person has chosen for the page; English without a choice. */
export function languageOf(chosen: string | null): Language {
  return LANGUAGES[chosen ?? 'en'] ?? english
}

/**
 * A notification in a language: in the words of its plugin where the kind is not known, and where it has no parameters, since it is then
 * from an older version.
 */
export function wordsIn(language: Language, written: WrittenNotification): Words {
  const { title, message, parameters } = written
  const own = { title, message }
  return Object.keys(parameters).length === 0 ? own : (language.notification(written) ?? own)
}
