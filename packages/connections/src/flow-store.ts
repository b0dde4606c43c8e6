import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { type Selectable, sql } from 'kysely'
import type { Db, OAuthFlowsTable } from './tables.ts'

/** How long a person may take at the provider's pages. */
export const FLOW_SECONDS = 600

/** Of a flow that began without a return path. */
export const NO_RETURN_PATH = ''

export type FlowRow = Selectable<OAuthFlowsTable>

export type NewFlow = Pick<
  FlowRow,
  'state_hash' | 'browser_hash' | 'user_id' | 'integration' | 'redirect_uri' | 'return_path' | 'asked_scopes'
> & {
  readonly connection: string | null
  /** As JSON. */
  readonly settings: string
}

export async function insertFlow(db: Db, flow: NewFlow): Promise<void> {
  await db
    .insertInto('oauth_flows')
    .values({ ...flow, expires_at: sql<Date>`now() + make_interval(secs => ${FLOW_SECONDS})` })
    .execute()
}

/** The path that the flow began with, if any. */
export function returnPathOf({ return_path: path }: Pick<FlowRow, 'return_path'>): string | undefined {
  return path === NO_RETURN_PATH ? undefined : path
}

export async function countFlows(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('oauth_flows')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * Deletes and returns the flow if state, browser, user and integration all match. Single use. A mismatch leaves the
 * flow in place for its owner.
 */
export async function consumeFlow(
  db: Db,
  end: Pick<FlowRow, 'state_hash' | 'browser_hash' | 'user_id' | 'integration'>,
): Promise<FlowRow | undefined> {
  return db
    .deleteFrom('oauth_flows')
    .where('state_hash', '=', end.state_hash)
    .where('browser_hash', '=', end.browser_hash)
    .where('user_id', '=', end.user_id)
    .where('integration', '=', end.integration)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst()
}

/** Resolves to the device flows among them, which have a sealed device code. */
export async function deleteExpiredFlows(db: Db): Promise<Pick<FlowRow, 'state_hash' | 'user_id'>[]> {
  const rows = await db
    .deleteFrom('oauth_flows')
    .where('expires_at', '<', sql<Date>`now()`)
    .returning(['state_hash', 'user_id', 'poll_seconds'])
    .execute()
  return rows.filter(({ poll_seconds }) => poll_seconds !== null)
}

export interface DeviceFlow {
  readonly stateHash: string
  readonly userId: string
  readonly integration: string
}

/** A flow that ends by polling: bound to its user, and to no browser. */
export async function insertDeviceFlow(
  db: Db,
  flow: DeviceFlow & {
    readonly scopes: readonly string[]
    readonly expiresInSeconds: number
    readonly pollSeconds: number
    readonly settings: ConfigurationValues
    readonly connection: string | null
  },
): Promise<void> {
  await db
    .insertInto('oauth_flows')
    .values({
      state_hash: flow.stateHash,
      browser_hash: '',
      user_id: flow.userId,
      integration: flow.integration,
      redirect_uri: '',
      return_path: NO_RETURN_PATH,
      asked_scopes: [...flow.scopes],
      expires_at: sql<Date>`now() + make_interval(secs => ${flow.expiresInSeconds})`,
      poll_seconds: flow.pollSeconds,
      settings: JSON.stringify(flow.settings),
      connection: flow.connection,
      next_poll_at: sql<Date>`now()`,
    })
    .execute()
}

export async function findDeviceFlow(db: Db, flow: DeviceFlow): Promise<FlowRow | undefined> {
  return db.selectFrom('oauth_flows').selectAll().where(isDeviceFlow(flow)).executeTakeFirst()
}

/** Claims the next poll of the provider; false before the interval has passed. */
export async function claimPoll(db: Db, flow: DeviceFlow): Promise<boolean> {
  const result = await db
    .updateTable('oauth_flows')
    .set({ next_poll_at: sql<Date>`now() + make_interval(secs => poll_seconds)` })
    .where(isDeviceFlow(flow))
    .where('next_poll_at', '<=', sql<Date>`now()`)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** RFC 8628, section 3.5: after `slow_down` the interval is five seconds longer. Resolves to the new one. */
export async function slowDown(db: Db, flow: DeviceFlow): Promise<number> {
  const row = await db
    .updateTable('oauth_flows')
    .set({
      poll_seconds: sql<number>`poll_seconds + 5`,
      next_poll_at: sql<Date>`now() + make_interval(secs => poll_seconds + 5)`,
    })
    .where(isDeviceFlow(flow))
    .returning('poll_seconds')
    .executeTakeFirst()
  return row?.poll_seconds ?? 5
}

/** Ends the flow. False if another caller has already ended it. */
export async function consumeDeviceFlow(db: Db, flow: DeviceFlow): Promise<boolean> {
  const result = await db.deleteFrom('oauth_flows').where(isDeviceFlow(flow)).executeTakeFirst()
  return result.numDeletedRows > 0n
}

function isDeviceFlow({ stateHash, userId, integration }: DeviceFlow) {
  return sql<boolean>`state_hash = ${stateHash} and user_id = ${userId} and integration = ${integration}
    and poll_seconds is not null and expires_at > now()`
}
