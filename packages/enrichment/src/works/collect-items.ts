import { mustStartOver } from '@tributary/changes'
import { tablesOf } from '../parts.ts'
import {
  type CollectParts,
  type CollectState,
  collectPages,
  FEW_CHANGES,
  PAGE,
  TYPES,
} from './collect-pages.ts'
import { listPeople } from './collect-store.ts'

/** People whose changes are read and written together, if they have few: the plays of an hour. */
const PEOPLE_AT_ONCE = 20

/**
 * Reads what has changed in the libraries of all people, and writes the works. The position in the feed is committed with what was read
 * there: an item is counted once, whenever the process ends, and whichever process reads it.
 *
 * A library that changes between two calls, as during a sync, is read one page at a call: read to its end each time, it would cost the
 * database as much as the sync.
 *
 * Resolves to where the feed is now.
 */
export async function collectItems(
  parts: CollectParts,
  state: CollectState,
  signal: AbortSignal,
): Promise<string> {
  const { since, known, behind, restarted } = state
  const userIds = await listPeople(tablesOf(parts))
  const found = await findChanged(parts, userIds, since)
  const changed = new Set(found.changed)
  // Until a page of theirs is read.
  for (const id of userIds) if (!known.has(id) || changed.has(id)) behind.add(id)
  forgetOthers(state, userIds)
  const due = userIds.filter((id) => behind.has(id) || restarted.has(id))
  for (let at = 0; at < due.length && !signal.aborted; at += PEOPLE_AT_ONCE) {
    const people = due.slice(at, at + PEOPLE_AT_ONCE)
    const outcomes = await collectPages(parts, { userIds: people, limit: FEW_CHANGES, state })
    for (const userId of people) {
      const isChanging = since !== undefined && changed.has(userId)
      const next = async () =>
        (await collectPages(parts, { userIds: [userId], limit: PAGE, state })).get(userId)
      let outcome = outcomes.get(userId)
      if (outcome === 'more' && !signal.aborted) outcome = await next()
      if (!isChanging) while (outcome === 'more' && !signal.aborted) outcome = await next()
      if (outcome !== 'more') behind.delete(userId)
    }
  }
  return found.now
}

/** People who were disabled or deleted are new when they are listed again. */
function forgetOthers({ known, behind, restarted, checked }: CollectState, userIds: readonly string[]): void {
  known.clear()
  for (const id of userIds) known.add(id)
  for (const set of [behind, restarted, checked]) for (const id of set) if (!known.has(id)) set.delete(id)
}

async function findChanged(parts: CollectParts, userIds: readonly string[], since: string | undefined) {
  try {
    const found = await parts.feed.findChanged({ userIds, since, types: TYPES })
    return since === undefined ? { changed: userIds, now: found.now } : found
  } catch (error) {
    if (!mustStartOver(error)) throw error
    return { changed: userIds, now: (await parts.feed.findChanged({ userIds: [] })).now }
  }
}
