import { arrayLiteral, IS_UNLEASED, leaseEnd, storableText } from '@tributary/database'
import type { HealthStatus, HealthSubject, HealthSubjectType } from '@tributary/integration-host'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { HealthDb, HealthSubjectRow, HealthTables } from './health-tables.ts'
import type { Observation } from './next-status.ts'

/** Names a subject. */
export interface SubjectKey {
  readonly type: HealthSubjectType
  readonly id: string
}

/** A listed subject with its type. */
export type ListedSubject = HealthSubject & SubjectKey

/** A subject that this process checks, until its lease ends. */
export interface SubjectClaim extends SubjectKey {
  readonly owner: string
}

/** Adds what was not listed before, due at `dueAt`, and records about once an hour that the rest still exists. */
export async function saveSubjects(
  db: HealthDb,
  subjects: readonly ListedSubject[],
  { now, dueAt }: { readonly now: Date; readonly dueAt: () => Date },
): Promise<void> {
  if (subjects.length === 0) return
  await db
    .insertInto('health_subjects')
    .values(
      // Always in the same order: of two processes that wrote them crosswise, one would fail.
      inOrder(subjects).map(({ type, id, plugin, name }) => ({
        type,
        id,
        plugin,
        name: storableText(name),
        since: now,
        next_check_at: dueAt(),
        seen_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['type', 'id'])
        .doUpdateSet((row) => ({
          plugin: row.ref('excluded.plugin'),
          name: row.ref('excluded.name'),
          seen_at: row.ref('excluded.seen_at'),
        }))
        .where(sql<boolean>`
          (health_subjects.plugin, health_subjects.name) is distinct from (excluded.plugin, excluded.name)
            or health_subjects.seen_at < excluded.seen_at - interval '1 hour'`),
    )
    .execute()
}

function inOrder(subjects: readonly ListedSubject[]): readonly ListedSubject[] {
  const key = ({ type, id }: SubjectKey) => `${type}/${id}`
  return subjects.toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
}

/** Claims subjects that are due and that no process checks, the longest due first. */
export async function claimDue(
  db: HealthDb,
  query: {
    readonly among: readonly SubjectKey[]
    readonly owner: string
    readonly now: Date
    readonly limit: number
    readonly leaseSeconds: number
  },
): Promise<SubjectClaim[]> {
  const { among, owner, now, limit, leaseSeconds } = query
  return claim(db, sql`${isAmong(among)} and next_check_at <= ${now} order by next_check_at limit ${limit}`, {
    owner,
    leaseSeconds,
  })
}

/** Claims a subject, due or not; `undefined` while another check of it runs. */
export async function claimSubject(
  db: HealthDb,
  key: SubjectKey,
  lease: { readonly owner: string; readonly leaseSeconds: number },
): Promise<SubjectClaim | undefined> {
  const [claimed] = await claim(db, isAmong([key]), lease)
  return claimed
}

/** The lease is by the clock of the database, since those of several processes differ. */
async function claim(
  db: HealthDb,
  which: RawBuilder<unknown>,
  { owner, leaseSeconds }: { readonly owner: string; readonly leaseSeconds: number },
): Promise<SubjectClaim[]> {
  const { rows } = await sql<SubjectKey>`
    with free as (
      select type, id from health_subjects
      where ${IS_UNLEASED} and ${which}
      for update skip locked
    )
    update health_subjects subject
    set leased_by = ${owner}, leased_until = ${leaseEnd(leaseSeconds)}
    from free where subject.type = free.type and subject.id = free.id
    returning subject.type, subject.id`.execute(db)
  return rows.map((key) => ({ ...key, owner }))
}

function isAmong(keys: readonly SubjectKey[]) {
  const types = arrayLiteral(keys.map(({ type }) => type))
  const ids = arrayLiteral(keys.map(({ id }) => id))
  return sql`(type, id) in (select * from unnest(${types}::text[], ${ids}::text[]))`
}

/** The subject, locked; `undefined` if the lease ended and another process checks it. */
export async function lockClaimed(
  trx: Transaction<HealthTables>,
  { type, id, owner }: SubjectClaim,
): Promise<HealthSubjectRow | undefined> {
  return trx
    .selectFrom('health_subjects')
    .selectAll()
    .where('type', '=', type)
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .forUpdate()
    .executeTakeFirst()
}

/** Records the outcome of a check, and ends the lease. */
export async function saveOutcome(
  trx: Transaction<HealthTables>,
  { type, id }: SubjectKey,
  outcome: {
    readonly status: HealthStatus
    readonly since: Date
    readonly observation: Observation
    readonly nextCheckAt: Date
  },
): Promise<void> {
  const { status, since, observation, nextCheckAt } = outcome
  await trx
    .updateTable('health_subjects')
    .set({
      status,
      since,
      observation,
      next_check_at: nextCheckAt,
      leased_by: null,
      leased_until: null,
    })
    .where('type', '=', type)
    .where('id', '=', id)
    .execute()
}

/** Ends a lease without an outcome. */
export async function releaseClaim(db: HealthDb, { type, id, owner }: SubjectClaim): Promise<void> {
  await db
    .updateTable('health_subjects')
    .set({ leased_by: null, leased_until: null })
    .where('type', '=', type)
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .execute()
}

/** Deletes subjects that have not been listed for long, with their history. */
export async function deleteUnseen(db: HealthDb, before: Date): Promise<void> {
  await db.deleteFrom('health_subjects').where('seen_at', '<', before).execute()
}
