import { arrayLiteral } from '@tributary/database'
import type { ProviderInstance } from '@tributary/integration-host'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { SearchPersonRow } from '../tables.ts'

/** Older than this, what an index has not been sent yet counts as missing in it. */
const BEHIND_SECONDS = 30

/** An instance with the revision of its configuration. */
export type Target = Pick<ProviderInstance, 'id' | 'revision'>

/**
 * Has each person a row in the chosen instance. One of an earlier configuration, which may lead to another server, starts over.
 */
export async function addPeople(db: Db, { id, revision }: Target): Promise<void> {
  await sql`
    insert into search_people (instance_id, user_id, revision, due_since)
    select ${id}, users.id, ${revision}, now() from users
    where not exists (
      select from search_people as known
      where known.instance_id = ${id} and known.user_id = users.id and known.revision = ${revision})
    on conflict (instance_id, user_id) do update set revision = excluded.revision, cursor = null, is_filled = false,
      sent = 0, due_since = now(), wakes = search_people.wakes + 1`.execute(db)
}

/** Whose documents have to be removed from where: those of deleted people, and all of an instance that is not chosen. */
export async function listLeaving(
  db: Db,
  chosenId: string | undefined,
): Promise<{ readonly instanceId: string; readonly userId: string }[]> {
  const { rows } = await sql<{ instanceId: string; userId: string }>`
    select instance_id as "instanceId", user_id as "userId" from search_people
    where instance_id is distinct from ${chosenId ?? null}::text
      or not exists (select from users where users.id = search_people.user_id)
    order by instance_id, user_id limit 200`.execute(db)
  return rows
}

export async function deletePerson(db: Db, instanceId: string, userId: string): Promise<void> {
  await db
    .deleteFrom('search_people')
    .where('instance_id', '=', instanceId)
    .where('user_id', '=', userId)
    .execute()
}

/** Those who are followed in an instance. */
export async function listFollowed(db: Db, instanceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('search_people')
    .select('user_id')
    .where('instance_id', '=', instanceId)
    .execute()
  return rows.map(({ user_id: userId }) => userId)
}

/** There are changes of some people. */
export async function wakePeople(db: Db, instanceId: string, userIds: readonly string[]): Promise<void> {
  await sql`
    update search_people set due_since = coalesce(due_since, now()), wakes = wakes + 1
    where instance_id = ${instanceId} and user_id = any(${arrayLiteral(userIds)}::text[])`.execute(db)
}

/** Who has something to send, those who have waited longest first. */
export async function listDue(db: Db, { id, revision }: Target): Promise<SearchPersonRow[]> {
  return db
    .selectFrom('search_people')
    .selectAll()
    .where('instance_id', '=', id)
    .where('revision', '=', revision)
    .where('due_since', 'is not', null)
    .orderBy('due_since')
    .limit(50)
    .execute()
}

/** What has become of a page. */
export interface Progress {
  readonly cursor: string
  readonly sent: number
  /** Whether nothing is left to send. */
  readonly isUpToDate: boolean
}

/**
 * Saves where the feed was read to, after the page was sent; `false` if another process has the watch, or the person's row has changed
 * meanwhile: then what was sent may be older than what that process has sent.
 */
export async function saveProgress(
  db: Db,
  watcher: string,
  row: SearchPersonRow,
  { cursor, sent, isUpToDate }: Progress,
): Promise<boolean> {
  const { rows } = await sql`
    update search_people set cursor = ${cursor}, sent = sent + ${sent}, is_filled = is_filled or ${isUpToDate},
      due_since = case when not ${isUpToDate} then due_since when wakes = ${row.wakes} then null else now() end
    where instance_id = ${row.instance_id} and user_id = ${row.user_id} and revision = ${row.revision}
      and cursor is not distinct from ${row.cursor}::text
      and exists (select from search_watch where watcher = ${watcher} and until > now())
    returning user_id`.execute(db)
  return rows.length > 0
}

/** The person is filled from the beginning; `false` if they are not followed any longer. */
export async function startOver(
  db: Db,
  { instance_id: instanceId, user_id: userId }: SearchPersonRow,
): Promise<boolean> {
  const { rows } = await sql`
    update search_people set cursor = null, is_filled = false, sent = 0, due_since = now(), wakes = wakes + 1
    where instance_id = ${instanceId} and user_id = ${userId} returning user_id`.execute(db)
  return rows.length > 0
}

/**
 * Whether the documents of a person are complete enough to be searched: filled, with nothing waiting for long, and with a process that looks for
 * changes.
 */
export async function isSearchable(db: Db, { id, revision }: Target, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from search_people, search_watch
    where instance_id = ${id} and user_id = ${userId} and revision = ${revision} and is_filled
      and (due_since is null or due_since > now() - make_interval(secs => ${BEHIND_SECONDS}))
      and looked_at > now() - make_interval(secs => ${BEHIND_SECONDS})`.execute(db)
  return rows.length > 0
}

/** How far the index of an instance is. */
export interface IndexState {
  readonly people: number
  readonly filled: number
  /** Filled, and without what changed a while ago. */
  readonly behind: number
  readonly sent: number
  /** Whether a process looks for changes. */
  readonly isWatched: boolean
  readonly failingSince: Date | null
  readonly failure: string | null
}

export async function readState(db: Db, { id, revision }: Target): Promise<IndexState> {
  const behind = sql`due_since < now() - make_interval(secs => ${BEHIND_SECONDS})`
  const { rows } = await sql<IndexState>`
    select counted.*, coalesce(looked_at > now() - make_interval(secs => ${BEHIND_SECONDS}), false) as "isWatched",
      failing_since as "failingSince", failure
    from (
      select count(*) as people, count(*) filter (where is_filled) as filled,
        count(*) filter (where is_filled and ${behind}) as behind, coalesce(sum(sent), 0)::bigint as sent
      from search_people where instance_id = ${id} and revision = ${revision}
    ) as counted left join search_watch on true`.execute(db)
  const [state] = rows
  if (state === undefined) throw new Error('an aggregate returned no row')
  return state
}
