import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'

interface Subjects {
  readonly ruleId: string
  readonly subjects: readonly string[]
  readonly now: Date
}

/** Marks what fires now. Resolves to those of them that have neither fired before, nor were so when the rule was made. */
export async function claimSubjects(
  trx: Db,
  { ruleId, subjects, now }: Subjects,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set()
  const { rows } = await sql<{ subject: string }>`
    insert into rule_subjects (rule_id, subject, state, created_at)
    select ${ruleId}, subject, 'fired', ${now} from unnest(${arrayLiteral(subjects)}::text[]) as subject
    on conflict (rule_id, subject) do update set state = 'fired', due_at = null
    where rule_subjects.state = 'due'
    returning subject`.execute(trx)
  return new Set(rows.map(({ subject }) => subject))
}

/** Marks what is so when a rule is made or changed: it is no news. */
export async function markBefore(trx: Db, { ruleId, subjects, now }: Subjects): Promise<void> {
  if (subjects.length === 0) return
  await sql`
    insert into rule_subjects (rule_id, subject, state, created_at)
    select ${ruleId}, subject, 'before', ${now} from unnest(${arrayLiteral(subjects)}::text[]) as subject
    on conflict (rule_id, subject) do update set state = 'before', due_at = null
    where rule_subjects.state = 'due'`.execute(trx)
}

export async function addDue(
  trx: Db,
  ruleId: string,
  {
    due,
    now,
  }: { readonly due: readonly { readonly subject: string; readonly at: Date }[]; readonly now: Date },
): Promise<void> {
  if (due.length === 0) return
  await trx
    .insertInto('rule_subjects')
    .values(
      due.map(({ subject, at }) => ({ rule_id: ruleId, subject, state: 'due', due_at: at, created_at: now })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What may fire again. */
export async function clearSubjects(trx: Db, ruleId: string, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return
  await trx
    .deleteFrom('rule_subjects')
    .where('rule_id', '=', ruleId)
    .where('subject', 'in', [...subjects])
    .execute()
}

/** Forgets all that a rule has fired for and waits for. */
export async function forgetSubjects(trx: Db, ruleId: string): Promise<void> {
  await trx.deleteFrom('rule_subjects').where('rule_id', '=', ruleId).execute()
}

/** Days whose time has come, of rules that look. */
export async function listDue(
  db: Db,
  now: Date,
): Promise<readonly { readonly ruleId: string; readonly subjects: readonly string[] }[]> {
  const { rows } = await sql<{ ruleId: string; subjects: string[] }>`
    select rule_id as "ruleId", array_agg(subject) as subjects from rule_subjects
    join rules on rules.id = rule_id and rules.enabled
    join users on users.id = rules.user_id and users.disabled_at is null
    where state = 'due' and due_at <= ${now}
    group by rule_id`.execute(db)
  return rows
}

/** Days that are no longer as the rule asks. Another process may have been first. */
export async function dropDue(trx: Db, ruleId: string, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return
  await trx
    .deleteFrom('rule_subjects')
    .where('rule_id', '=', ruleId)
    .where('state', '=', 'due')
    .where('subject', 'in', [...subjects])
    .execute()
}
