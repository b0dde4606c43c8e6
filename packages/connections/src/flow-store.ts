import { type Selectable, sql } from 'kysely'
import type { Db, OAuthFlowsTable } from './tables.ts'

/** How long a person has at the provider's pages. */
export const FLOW_SECONDS = 600

export type FlowRow = Selectable<OAuthFlowsTable>

export type NewFlow = Pick<
  FlowRow,
  'state_hash' | 'browser_hash' | 'user_id' | 'integration' | 'redirect_uri' | 'return_path' | 'asked_scopes'
>

export async function insertFlow(db: Db, flow: NewFlow): Promise<void> {
  await db
    .insertInto('oauth_flows')
    .values({ ...flow, expires_at: sql<Date>`now() + make_interval(secs => ${FLOW_SECONDS})` })
    .execute()
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
 * Takes a flow out, once and for good, if everything about its end fits its beginning. Whoever comes from another
 * browser, user or provider takes nothing, and the flow is still there for the one who began it.
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

export async function deleteExpiredFlows(db: Db): Promise<void> {
  await db.deleteFrom('oauth_flows').where('expires_at', '<', sql<Date>`now()`).execute()
}
