import { sql } from 'kysely'
import type { Db } from '../parts.ts'

/** Several beats: a process that is late for one goes on. */
const WATCH_SECONDS = 30

/** Begins or renews the watch; `false` while another process has it. By the clock of the database, since those of processes differ. */
export async function takeWatch(db: Db, watcher: string): Promise<boolean> {
  const { rows } = await sql`
    insert into search_watch (watcher, until) values (${watcher}, now() + make_interval(secs => ${WATCH_SECONDS}))
    on conflict (only_row) do update set watcher = excluded.watcher, until = excluded.until
    where search_watch.watcher = excluded.watcher or search_watch.until < now()
    returning watcher`.execute(db)
  return rows.length > 0
}

export async function leaveWatch(db: Db, watcher: string): Promise<void> {
  await sql`update search_watch set until = now() - interval '1 second' where watcher = ${watcher}`.execute(
    db,
  )
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
