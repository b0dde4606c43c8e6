import { randomUUID } from 'node:crypto'
import { type KeysetPage, keysetPage, storableText } from '@tributary/database'
import { sql } from 'kysely'
import type { WebhookEvent } from '../events/make-events.ts'
import type { Db } from '../parts.ts'
import type { AttemptRow, DeliveryRow, DeliveryStatus, ListedDelivery } from '../tables.ts'

/** Adds deliveries, in their order. */
export async function insertDeliveries(
  db: Db,
  endpoint: { readonly id: string; readonly userId: string },
  { events, now }: { readonly events: readonly WebhookEvent[]; readonly now: Date },
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ type, payload, changeCount }) => ({
    id: randomUUID(),
    endpoint_id: endpoint.id,
    user_id: endpoint.userId,
    type,
    payload: storableText(payload),
    change_count: changeCount,
    next_attempt_at: now,
    created_at: now,
  }))
  await db.insertInto('webhook_deliveries').values(rows).execute()
}

/** What is to be sent next: what the person has asked for again, then the oldest. Later ones wait for it. */
export async function findHead(db: Db, endpointId: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'pending')
    .orderBy('is_redelivery', 'desc')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}

/** The types of events that wait. */
export async function listWaitingEvents(db: Db, endpointId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .select('type')
    .distinct()
    .where('endpoint_id', '=', endpointId)
    .where('status', '=', 'pending')
    .execute()
  return rows.map(({ type }) => type)
}

export interface DeliveryState {
  readonly status: DeliveryStatus
  readonly failures: number
  readonly nextAttemptAt: Date | null
  readonly finishedAt: Date | null
}

export async function updateDelivery(db: Db, seq: number, state: DeliveryState): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({
      status: state.status,
      failures: state.failures,
      next_attempt_at: state.nextAttemptAt,
      finished_at: state.finishedAt,
      ...(state.status === 'pending' ? {} : { is_redelivery: false }),
    })
    .where('seq', '=', seq)
    .execute()
}

export type NewAttempt = Omit<AttemptRow, 'id'>

export async function insertAttempt(db: Db, attempt: NewAttempt): Promise<void> {
  const { error, answer } = attempt
  await db
    .insertInto('webhook_attempts')
    .values({ ...attempt, error: storableText(error), answer: storableText(answer) })
    .execute()
}

const LISTED = [
  'seq',
  'id',
  'endpoint_id',
  'user_id',
  'type',
  'change_count',
  'status',
  'failures',
  'is_redelivery',
  'next_attempt_at',
  'created_at',
  'finished_at',
] as const satisfies readonly (keyof ListedDelivery)[]

/** The newest first. */
export async function listDeliveries(
  db: Db,
  query: {
    readonly userId: string
    readonly endpointId?: string | undefined
    readonly status?: DeliveryStatus | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<KeysetPage<ListedDelivery>> {
  const { userId, endpointId, status, limit, cursor } = query
  let rows = db.selectFrom('webhook_deliveries').select(LISTED).where('user_id', '=', userId)
  if (endpointId !== undefined) rows = rows.where('endpoint_id', '=', endpointId)
  if (status !== undefined) rows = rows.where('status', '=', status)
  return keysetPage(rows, {
    list: 'webhook-deliveries',
    by: [['seq', 'bigint']],
    limit,
    cursor,
    filters: { endpointId, status },
  })
}

/** A person's delivery; `undefined` for one of another person. */
export async function findDelivery(db: Db, userId: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The oldest first. */
export async function listAttempts(db: Db, deliverySeq: number): Promise<AttemptRow[]> {
  return db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('delivery_seq', '=', deliverySeq)
    .orderBy('id')
    .execute()
}

/** Has a finished delivery sent once more; a waiting one and those before it are tried now. */
export async function requestRedelivery(db: Db, { seq, endpoint_id }: DeliveryRow, now: Date): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ status: 'pending', is_redelivery: true, failures: 0, next_attempt_at: now, finished_at: null })
    .where('seq', '=', seq)
    .where('status', '<>', 'pending')
    .execute()
  await db
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: now })
    .where('endpoint_id', '=', endpoint_id)
    .where('status', '=', 'pending')
    .where('seq', '<=', seq)
    .execute()
}

/** One statement deletes no more. */
const PRUNED_AT_ONCE = 10_000

/**
 * Deletes what was recorded before a time, of disabled endpoints also what is still waiting: their receivers have to start over.
 * Resolves to whether there may be more.
 */
export async function pruneDeliveries(db: Db, before: Date): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from webhook_deliveries where seq = any(array(
        select delivery.seq from webhook_deliveries as delivery
        join webhook_endpoints as endpoint on endpoint.id = delivery.endpoint_id
        where delivery.created_at < ${before} and (delivery.status <> 'pending' or not endpoint.enabled)
        order by delivery.created_at limit ${PRUNED_AT_ONCE}
      ))
      returning endpoint_id, status
    ),
    missed as (
      update webhook_endpoints set cursor = null
      where id in (select endpoint_id from gone where status = 'pending')
    )
    select count(*) as count from gone`.execute(db)
  return (rows[0]?.count ?? 0) >= PRUNED_AT_ONCE
}
