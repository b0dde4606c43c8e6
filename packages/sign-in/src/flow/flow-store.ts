import type { FlowRow, SignInDb } from '../tables.ts'

export async function insertFlow(db: SignInDb, flow: FlowRow): Promise<void> {
  await db.insertInto('sign_in_flows').values(flow).execute()
}

/** Who ends a flow: `session` is the one of the request, if it has any. */
export interface FlowEnd extends Pick<FlowRow, 'state_hash' | 'browser_hash' | 'instance_id'> {
  readonly session: { readonly id: string; readonly userId: string } | undefined
  readonly now: Date
}

/**
 * Deletes and returns the flow if state, browser and instance match, and of a link the user and the session as well. Single use. A mismatch
 * leaves the flow in place for its owner.
 */
export async function consumeFlow(db: SignInDb, end: FlowEnd): Promise<FlowRow | undefined> {
  const { session, now } = end
  return db
    .deleteFrom('sign_in_flows')
    .where('state_hash', '=', end.state_hash)
    .where('browser_hash', '=', end.browser_hash)
    .where('instance_id', '=', end.instance_id)
    .where('expires_at', '>', now)
    .where((row) =>
      session === undefined
        ? row('user_id', 'is', null)
        : row.or([
            row('user_id', 'is', null),
            row.and([row('user_id', '=', session.userId), row('session_id', '=', session.id)]),
          ]),
    )
    .returningAll()
    .executeTakeFirst()
}

export async function deleteExpiredFlows(db: SignInDb, now: Date): Promise<void> {
  await db.deleteFrom('sign_in_flows').where('expires_at', '<=', now).execute()
}
