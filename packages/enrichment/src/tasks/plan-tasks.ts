import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { ActiveEnricher } from '../enrichers/active-enricher.ts'
import type { Db } from '../parts.ts'
import { statesBefore } from '../task-states.ts'

/** Says why a work was not handed over. */
export const FORBIDDEN_BY_TERMS =
  'The terms of the provider forbid that its data is given to a language model.'

/**
 * Adds a task for each work that an enricher knows and has none of. Works that have one are left alone, so that it can be repeated by any
 * process.
 */
export async function addTasks(
  db: Db,
  { name, version, variant, platforms, forbidden, types }: ActiveEnricher,
  people?: readonly string[],
): Promise<void> {
  const isForbidden = sql`work.platform = any(${arrayLiteral(forbidden)}::text[])`
  const whose = people === undefined ? sql`true` : sql`work.user_id = any(${arrayLiteral(people)}::text[])`
  await sql`
    insert into enrichment_tasks (user_id, work_id, enricher, version, variant, state, reason)
    select work.user_id, work.id, ${name}, ${version}, ${variant}::text,
      case when ${isForbidden} then 'skipped' else 'pending' end,
      case when ${isForbidden} then ${FORBIDDEN_BY_TERMS} end
    from enrichment_works as work
    where ${whose} and work.type = any(${arrayLiteral(types)}::text[])
      and work.platform = any(${arrayLiteral([...platforms, ...forbidden])}::text[])
      and not exists (select from enrichment_tasks where work_id = work.id and enricher = ${name})
    on conflict (work_id, enricher) do nothing`.execute(db)
}

/**
 * Has everything asked again that an earlier version or another model was asked about, or whose time is over. The facts stay until the new
 * answer; what a person has corrected stays for good.
 */
export async function renewTasks(
  db: Db,
  { name, version, variant, forbidden }: ActiveEnricher,
  now: Date,
): Promise<void> {
  const isOutdated = sql`(version < ${version} or variant is distinct from ${variant}::text)`
  await sql`
    update enrichment_tasks
    set state = 'pending', version = ${version}, variant = ${variant}, reason = null, attempts = 0, next_attempt_at = null, keep_until = null
    where enricher = ${name} and state = any(${arrayLiteral(statesBefore('pending'))}::text[])
      and state <> 'enriching' and (${isOutdated} or keep_until <= ${now})`.execute(db)
  await sql`
    update enrichment_tasks set version = ${version}, variant = ${variant}
    where enricher = ${name} and state = 'pending' and ${isOutdated}`.execute(db)
  // The terms of an integration may have changed with its version, in either direction.
  const isForbidden = sql`
    exists (select from enrichment_works where id = work_id and platform = any(${arrayLiteral(forbidden)}::text[]))`
  await sql`
    update enrichment_tasks set state = 'skipped', reason = ${FORBIDDEN_BY_TERMS}
    where enricher = ${name} and state = any(${arrayLiteral(statesBefore('skipped'))}::text[]) and ${isForbidden}`.execute(
    db,
  )
  await sql`
    update enrichment_tasks set state = 'pending', reason = null
    where enricher = ${name} and state = 'skipped' and reason = ${FORBIDDEN_BY_TERMS} and not ${isForbidden}`.execute(
    db,
  )
}
