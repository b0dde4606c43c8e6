import { ofEnabledUser } from '@tributary/accounts'
import type { ClaimQuery } from '@tributary/core'
import { arrayLiteral, IS_UNLEASED, leaseEnd } from '@tributary/database'
import { sql } from 'kysely'
import { objectKey } from '../object-key.ts'
import type { Db } from '../parts.ts'
import type { ExportRow } from '../tables.ts'

/** Several beats: a process that is late for one goes on. */
const LEASE_SECONDS = 60
/** A process that is presumed dead may still write its object for as long as a write may take. */
const LATE_WRITE_HOURS = 13

/** An export that this process makes. */
export interface Claim {
  readonly id: string
  readonly userId: string
  readonly owner: string
  readonly attempt: number
}

const UNTIL = leaseEnd(LEASE_SECONDS)

/** What a disabled user has scheduled waits until the user is enabled again. */
const OF_ENABLED_USER = ofEnabledUser('kept_exports.user_id')

/**
 * Claims due exports that no process makes, one of a person. Each claim is a new attempt with an object of its own; what the attempt before
 * may have left is recorded to be deleted. The lease is by the clock of the database, since those of several processes differ.
 */
export async function claimDue(
  trx: Db,
  query: Omit<ClaimQuery, 'mostOfPerson'> & { readonly now: Date },
): Promise<Claim[]> {
  const { owner, now, limit, busy } = query
  const { rows } = await sql<ExportRow>`
    with due as (
      select id, due_at, row_number() over (partition by user_id order by due_at, id) as place
      from kept_exports
      where due_at <= ${now} and ${IS_UNLEASED}
        and not user_id = any(${arrayLiteral(busy)}::text[]) and ${OF_ENABLED_USER}
    ),
    free as (
      select id from kept_exports
      where id in (select id from due where place = 1 order by due_at limit ${limit})
        and due_at <= ${now} and ${IS_UNLEASED}
      for update skip locked
    )
    update kept_exports
    set status = 'running', attempt = attempt + 1, leased_by = ${owner}, leased_until = ${UNTIL}, records = 0, bytes = 0
    where id in (select id from free)
    returning *`.execute(trx)
  for (const row of rows.filter(({ attempt }) => attempt > 1))
    await recordLeftover(trx, { ...row, attempt: row.attempt - 1 })
  return rows.map(({ id, user_id: userId, attempt }) => ({ id, userId, owner, attempt }))
}

const ofClaim = ({ id, owner, attempt }: Claim) =>
  sql<boolean>`id = ${id} and leased_by = ${owner} and attempt = ${attempt}`

/** Records the progress and begins the lease again; `undefined` if the export was deleted or another process makes it. */
export async function renewLease(
  db: Db,
  claim: Claim,
  progress: { readonly records: number; readonly bytes: number; readonly expected?: number },
): Promise<ExportRow | undefined> {
  const { records, bytes, expected } = progress
  return db
    .updateTable('kept_exports')
    .set({
      leased_until: UNTIL,
      records,
      bytes,
      ...(expected === undefined ? {} : { expected_records: expected }),
    })
    .where(ofClaim(claim))
    .returningAll()
    .executeTakeFirst()
}

/** How an attempt ended. */
export type Ending = Partial<
  Pick<
    ExportRow,
    | 'status'
    | 'failures'
    | 'error'
    | 'due_at'
    | 'records'
    | 'bytes'
    | 'sha256'
    | 'made_at'
    | 'expected_records'
  >
>

/** Ends the lease; `undefined` if it was lost, so that nothing was recorded. */
export async function endLease(db: Db, claim: Claim, ending: Ending): Promise<ExportRow | undefined> {
  return db
    .updateTable('kept_exports')
    .set({ ...ending, leased_by: null, leased_until: null })
    .where(ofClaim(claim))
    .returningAll()
    .executeTakeFirst()
}

/** Has the object of an attempt deleted, also if it appears later. */
export async function recordLeftover(
  db: Db,
  row: Pick<ExportRow, 'id' | 'attempt' | 'format' | 'storage'>,
): Promise<void> {
  await sql`
    insert into export_leftovers (object_key, storage, next_at, until)
    values (${objectKey(row)}, ${row.storage}, now(), now() + make_interval(hours => ${LATE_WRITE_HOURS}))
    on conflict (object_key) do update set next_at = excluded.next_at, until = excluded.until`.execute(db)
}
