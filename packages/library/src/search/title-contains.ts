import { containsFolded } from '@tributary/database'
import { type RawBuilder, sql } from 'kysely'
import { foldToAscii, isAscii } from './fold-to-ascii.ts'

/** The expression that searches compare and `media_items_by_title` indexes. Only titles outside ASCII are stored twice. */
export const searchedTitle = sql<string>`coalesce(title_ascii, lower(title collate "C"))`

/** `media_items.title_ascii` of a title. */
export function asciiTitle(title: string): string | undefined {
  return isAscii(title) ? undefined : foldToAscii(title)
}

/**
 * Whether the title of an item contains a text, case-insensitively: the result of `containsFolded`, by an index. Texts outside
 * ASCII are compared a second time unfolded, since several characters have the same form.
 */
export function titleContains(text: string): RawBuilder<boolean> {
  const found = sql<boolean>`${searchedTitle} like ${`%${escapeLike(foldToAscii(text))}%`}`
  return isAscii(text) ? found : sql<boolean>`(${found} and ${containsFolded('title', text)})`
}

/** Whether the index can find a text. For others it would find all items of the person. */
export function hasTrigram(text: string): boolean {
  return /[A-Za-z0-9]{3}/.test(foldToAscii(text))
}

/** These three are special in a pattern, but literal in a search. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`)
}
