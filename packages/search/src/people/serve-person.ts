import { mustStartOver } from '@tributary/changes'
import type { SearchIndex } from '@tributary/integration-kit/providers'
import { type Parts, tablesOf } from '../parts.ts'
import type { SearchPersonRow } from '../tables.ts'
import { documentOf } from './document-of.ts'
import { saveProgress, startOver } from './people-store.ts'
import { takeSearchWatch } from './watch-store.ts'

const ITEMS = ['item']
const PAGE = 500
/** Longer than an index waits for a task. */
const WRITE_MILLISECONDS = 90_000

/** What serving a person needs besides the parts. */
export interface Serving {
  /** Of this process. */
  readonly watcher: string
  readonly signal: AbortSignal
}

/**
 * Sends a person's changes to the instance, page after page: first to the index, then the cursor. A process that is killed in between sends the page
 * again, which has no further effect. Ends without an error when this process has lost the watch.
 */
export async function servePerson(parts: Parts, serving: Serving, first: SearchPersonRow): Promise<void> {
  const db = tablesOf(parts)
  let row = first
  while (!serving.signal.aborted) {
    if (!(await takeSearchWatch(db, serving.watcher))) return
    const page = await readPage(parts, row)
    if (page === undefined) {
      await startOver(db, row)
      return
    }
    const changed = page.items.filter(({ change }) => change === 'upsert')
    const gone = page.items.filter(({ change }) => change === 'delete')
    await use(parts, row, async (index) => {
      // What an earlier fill has left may have been deleted since.
      if (row.cursor === null) await index.removeAll(row.user_id)
      await index.remove(
        row.user_id,
        gone.map(({ id }) => id),
      )
      await index.index(
        row.user_id,
        changed.map(({ resource }) => documentOf(resource)),
      )
    })
    const progress = { cursor: page.nextCursor, sent: changed.length, isUpToDate: !page.hasMore }
    if (!(await saveProgress(db, serving.watcher, row, progress))) return giveUp(parts, row)
    if (!page.hasMore) return
    row = { ...row, cursor: page.nextCursor }
  }
}

/** `undefined`: the cursor has become invalid. */
async function readPage({ feed }: Parts, { user_id: userId, cursor }: SearchPersonRow) {
  try {
    return await feed.read({ userId, types: ITEMS, cursor: cursor ?? undefined, limit: PAGE })
  } catch (error) {
    if (!mustStartOver(error)) throw error
    return undefined
  }
}

/** Another process may have sent newer documents before these arrived: they are sent again, or removed if the person is gone. */
async function giveUp(parts: Parts, row: SearchPersonRow): Promise<void> {
  if (await startOver(tablesOf(parts), row)) return
  await use(parts, row, (index) => index.removeAll(row.user_id))
}

async function use(
  { providers }: Parts,
  { instance_id: instance }: SearchPersonRow,
  work: (index: SearchIndex) => Promise<void>,
): Promise<void> {
  await providers.use({ kind: 'search', instance, milliseconds: WRITE_MILLISECONDS }, work)
}
