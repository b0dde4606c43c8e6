import { leaveWatch, takeWatch } from '@tributary/changes'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'

/** Several beats: a process that is late for one goes on. */
const WATCH_SECONDS = 30

/** Begins or renews the watch of the index; `false` while another process has it. */
export async function takeSearchWatch(db: Db, watcher: string): Promise<boolean> {
  return takeWatch(db, { table: 'search_watch', watcher }, WATCH_SECONDS)
}

export async function leaveSearchWatch(db: Db, watcher: string): Promise<void> {
  return leaveWatch(db, { table: 'search_watch', watcher })
}

/** All changes of before are noticed. */
export async function recordLook(db: Db, watcher: string): Promise<void> {
  await sql`update search_watch set looked_at = now() where watcher = ${watcher}`.execute(db)
}

/** What is wrong with the instance, for the administrator; `undefined`: nothing any longer. */
export async function recordFailure(db: Db, failure: string | undefined): Promise<void> {
  await (failure === undefined
    ? sql`update search_watch set failing_since = null, failure = null where failing_since is not null`
    : sql`update search_watch set failing_since = coalesce(failing_since, now()), failure = ${failure}`
  ).execute(db)
}
