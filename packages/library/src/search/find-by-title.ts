import { type Kysely, sql } from 'kysely'
import { itemsOf } from '../item-store.ts'
import type { LibraryTables } from '../tables.ts'
import { foldToAscii } from './fold-to-ascii.ts'
import type { ItemText } from './item-search.ts'

/**
 * So many are found by the index and sorted. A text that more titles contain is soon found in the order of a list: among ten million items, both take some
 * 200 ms at this number.
 */
const MOST_FOUND = 5_000

/**
 * The ids of the items with a text in their title, in any order, by the index of searches; `undefined` if there are more than `most`, or if the
 * text is too short for the index: then titles are read in the order of the list.
 *
 * PostgreSQL would choose between the two by a sample of a hundred titles. A rare text that one of them contains is taken for a hundredth of all
 * titles, and a list would read a whole library for it. Numbering the rows ends the search at `most` without telling the planner, which would otherwise
 * expect to find them in the first ones.
 */
export async function findByTitle(
  db: Kysely<LibraryTables>,
  { userId, ...filter }: ItemText,
  most = MOST_FOUND,
): Promise<readonly string[] | undefined> {
  if (!hasTrigram(filter.text)) return undefined
  const numbered = itemsOf(db, userId, filter).select(['id', sql<number>`row_number() over ()`.as('number')])
  const found = await db
    .selectFrom(numbered.as('found'))
    .select(sql<string>`id::text`.as('id'))
    .where('number', '<=', most + 1)
    .execute()
  return found.length > most ? undefined : found.map(({ id }) => id)
}

/** Others would find all items of the person in the index. */
function hasTrigram(text: string): boolean {
  return /[A-Za-z0-9]{3}/.test(foldToAscii(text))
}
