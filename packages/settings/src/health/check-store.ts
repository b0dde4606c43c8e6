import { arrayLiteral, type KeysetPage, keysetPage, storableText } from '@tributary/database'
import type { ConnectionTest, HealthStatus } from '@tributary/integration-host'
import { sql, type Transaction } from 'kysely'
import type { HealthCheckRow, HealthDb, HealthSubjectRow, HealthTables } from './health-tables.ts'
import type { Observation } from './next-status.ts'
import type { SubjectKey } from './subject-store.ts'

/** A check that wrote more is cut. */
const MAX_STEPS = 50
const MAX_TEXT = 2_000

export async function insertCheck(
  trx: Transaction<HealthTables>,
  { type, id }: SubjectKey,
  check: {
    readonly at: Date
    readonly observation: Observation
    readonly status: HealthStatus
    readonly outcome: ConnectionTest
  },
): Promise<void> {
  const { at, observation, status, outcome } = check
  await trx
    .insertInto('health_checks')
    .values({
      subject_type: type,
      subject_id: id,
      at,
      observation,
      status,
      milliseconds: Math.round(outcome.milliseconds),
      steps: JSON.stringify(outcome.steps.slice(0, MAX_STEPS).map(storableStep)),
    })
    .execute()
}

function storableStep({ tried, ok, milliseconds, problem, advice }: ConnectionTest['steps'][number]) {
  const text = (given: string) => storableText(given.slice(0, MAX_TEXT))
  return {
    tried: text(tried),
    ok,
    milliseconds: Math.round(milliseconds),
    ...(problem === undefined ? {} : { problem: text(problem) }),
    ...(advice === undefined ? {} : { advice: text(advice) }),
  }
}

/** A subject with its last check and its last check that found a problem. */
export interface SubjectStanding {
  readonly subject: HealthSubjectRow
  readonly lastCheck: HealthCheckRow | undefined
  readonly lastFailure: HealthCheckRow | undefined
}

/** How subjects stand; one that was never listed by a running worker is missing. */
export async function readStandings(db: HealthDb, keys: readonly SubjectKey[]): Promise<SubjectStanding[]> {
  if (keys.length === 0) return []
  const types = arrayLiteral(keys.map(({ type }) => type))
  const ids = arrayLiteral(keys.map(({ id }) => id))
  const subjects = await db
    .selectFrom('health_subjects')
    .selectAll()
    .where(sql<boolean>`(type, id) in (select * from unnest(${types}::text[], ${ids}::text[]))`)
    .execute()
  const [last, failed] = await Promise.all([
    latestChecks(db, subjects, 'any'),
    latestChecks(db, subjects, 'failed'),
  ])
  return subjects.map((subject) => ({
    subject,
    lastCheck: last.get(keyOf(subject)),
    lastFailure: failed.get(keyOf(subject)),
  }))
}

async function latestChecks(
  db: HealthDb,
  keys: readonly SubjectKey[],
  which: 'any' | 'failed',
): Promise<ReadonlyMap<string, HealthCheckRow>> {
  const types = arrayLiteral(keys.map(({ type }) => type))
  const ids = arrayLiteral(keys.map(({ id }) => id))
  const { rows } = await sql<HealthCheckRow>`
    select latest.* from unnest(${types}::text[], ${ids}::text[]) as asked (type, id),
      lateral (
        select * from health_checks
        where subject_type = asked.type and subject_id = asked.id
          ${which === 'failed' ? sql`and observation <> 'healthy'` : sql``}
        order by id desc limit 1
      ) latest`.execute(db)
  return new Map(rows.map((row) => [keyOf({ type: row.subject_type, id: row.subject_id }), row]))
}

export function keyOf({ type, id }: SubjectKey): string {
  return `${type}/${id}`
}

/** The history of a subject, the newest first. */
export async function listChecks(
  db: HealthDb,
  { type, id, limit, cursor }: SubjectKey & { limit: number; cursor?: string | undefined },
): Promise<KeysetPage<HealthCheckRow>> {
  const rows = db
    .selectFrom('health_checks')
    .selectAll()
    .where('subject_type', '=', type)
    .where('subject_id', '=', id)
  return keysetPage(rows, {
    list: 'health-checks',
    by: [['id', 'bigint']],
    limit,
    cursor,
    filters: { type, id },
  })
}

/** Deletes up to `limit` checks before a time. Resolves to whether there may be more. */
export async function deleteOld(db: HealthDb, before: Date, limit: number): Promise<boolean> {
  const { rows } = await sql`
    delete from health_checks where id in (
      select id from health_checks where at < ${before} order by at limit ${limit}
    ) returning id`.execute(db)
  return rows.length === limit
}

/** Deletes up to `limit` checks beyond the newest `kept` of each subject. Resolves to whether there may be more. */
export async function deleteSurplus(db: HealthDb, kept: number, limit: number): Promise<boolean> {
  const { rows } = await sql`
    delete from health_checks where id in (
      select surplus.id from health_subjects subject,
        lateral (
          select id from health_checks
          where subject_type = subject.type and subject_id = subject.id
          order by id desc offset ${kept}
        ) surplus
      limit ${limit}
    ) returning id`.execute(db)
  return rows.length === limit
}
