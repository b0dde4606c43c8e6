import { ProblemError } from '@tributary/core'
import { connectionsErrors } from '../connections-errors.ts'
import { countFlows, FLOW_SECONDS } from '../flow-store.ts'
import type { Db } from '../tables.ts'

/** More than a person starts in ten minutes; stops a program in a loop. */
const MAX_FLOWS = 2_000

/** @throws ProblemError `CONNECTIONS_TOO_MANY_FLOWS` */
export async function refuseTooManyFlows(db: Db, userId: string): Promise<void> {
  if ((await countFlows(db, userId)) < MAX_FLOWS) return
  throw new ProblemError(connectionsErrors.CONNECTIONS_TOO_MANY_FLOWS, {
    detail: 'Wait ten minutes, then start again.',
    headers: { 'retry-after': String(FLOW_SECONDS) },
  })
}
