import type { SearchIndex } from '@tributary/integration-kit/providers'
import type { ItemText } from '@tributary/library'
import { type Parts, tablesOf } from './parts.ts'
import { isSearchable } from './people/people-store.ts'

/** A list waits for it: PostgreSQL answers sooner. */
const QUERY_MILLISECONDS = 2_000
const PAGE = 1_000
/** What finds more is searched in the titles, since a list could not have all of it. */
const MOST_FOUND = 5_000

/**
 * The ids that the chosen instance finds; `undefined` where PostgreSQL has to answer: none is chosen, it is not filled, it is behind or down, it finds
 * more than an answer can have, or nothing at all, since titles are also found by parts of words.
 */
export async function findItems(parts: Parts, query: ItemText): Promise<readonly string[] | undefined> {
  try {
    const choice = await parts.chosen()
    if (choice.kind !== 'instance' || choice.instance.state !== 'active') return undefined
    const { instance } = choice
    if (!(await isSearchable(tablesOf(parts), instance, query.userId))) return undefined
    return await parts.providers.use(
      { kind: 'search', instance: instance.id, milliseconds: QUERY_MILLISECONDS },
      (index) => findAll(index, query),
    )
  } catch (err) {
    parts.logger.warn({ err }, 'a search instance did not answer; titles were searched instead')
    return undefined
  }
}

async function findAll(
  index: SearchIndex,
  { userId: personId, text, integration: source, type: kind }: ItemText,
): Promise<readonly string[] | undefined> {
  const ids: string[] = []
  for (;;) {
    const page = await index.query({ personId, text, source, kind, offset: ids.length, limit: PAGE })
    ids.push(...page.ids)
    if (ids.length > MOST_FOUND) return undefined
    if (page.ids.length < PAGE) return ids.length === 0 ? undefined : ids.filter(isItemId)
  }
}

/** Whatever a service answers: ids of rows are numbers. */
function isItemId(id: string): boolean {
  return /^[0-9]{1,15}$/.test(id)
}
