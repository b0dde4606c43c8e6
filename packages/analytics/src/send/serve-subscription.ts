import { mustStartOver } from '@tributary/changes'
import { isProblemError, retryDelay, type TurnSignals } from '@tributary/core'
import { storableText } from '@tributary/database'
import { leftOutOfExport } from '@tributary/integration-host'
import { isIntegrationError } from '@tributary/integration-kit'
import { followedTypes } from '../followed-types.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { SubscriptionRow } from '../tables.ts'
import {
  type Claim,
  deleteOfInstance,
  endLease,
  forgetCursor,
  recordFailure,
  recordSent,
  renewLease,
} from './lease-store.ts'
import { makePoints } from './make-points.ts'
import { writePoints } from './write-points.ts'

/** Of one page, and of one batch. */
const MOST_CHANGES = 1_000
/** Of one turn; then subscriptions of others that are due come first. */
const STEPS = 50
/** Seconds before each further attempt after a failure of the instance. */
const RETRY_SECONDS = [60, 120, 300, 900, 1800, 3600]
/** After an error that is not of the instance, such as of the database. */
const FAILURE_MILLISECONDS = 5_000
/** When to look again whether the plugin of the data is running. */
const UNAVAILABLE_MILLISECONDS = 60_000

interface Next {
  readonly next: Date | null
  readonly hasFailed: boolean
}

/** Sends what has changed to the instance of a claimed subscription, page by page, and ends the claim. */
export async function serveSubscription(
  parts: Parts,
  claim: Claim,
  { stopping }: TurnSignals,
): Promise<void> {
  let next: Next = { next: new Date(parts.now() + FAILURE_MILLISECONDS), hasFailed: false }
  try {
    next = await serve(parts, claim, stopping)
  } finally {
    await endLease(tablesOf(parts), claim, next)
  }
}

async function serve(parts: Parts, claim: Claim, stopping: AbortSignal): Promise<Next> {
  const now = () => new Date(parts.now())
  for (let step = 0; step < STEPS && !stopping.aborted; step++) {
    const row = await renewLease(tablesOf(parts), claim)
    // Still due: it is claimed again when its user is enabled again.
    if (row === undefined) return { next: now(), hasFailed: false }
    const known = parts.feed.types().map(({ type }) => type)
    if (followedTypes(row).some((type) => !known.includes(type)))
      return { next: new Date(parts.now() + UNAVAILABLE_MILLISECONDS), hasFailed: false }
    const sent = await sendPage(parts, claim, row)
    if (sent === 'none') return { next: null, hasFailed: false }
    if (sent instanceof Date) return { next: sent, hasFailed: true }
  }
  return { next: now(), hasFailed: false }
}

/** Resolves to when to try again after a failure of the instance. */
async function sendPage(parts: Parts, claim: Claim, row: SubscriptionRow): Promise<'more' | 'none' | Date> {
  const { user_id: userId, cursor, pseudonym, revision } = row
  const types = followedTypes(row)
  try {
    const page = await parts.feed.read({ userId, types, cursor: cursor ?? undefined, limit: MOST_CHANGES })
    if (page.items.length === 0 && !page.hasMore && cursor !== null) return 'none'
    const leftOut = leftOutOfExport(parts.definitions(), undefined)
    const points = makePoints(page.items, { pseudonym, leftOut })
    // No transaction: a process that ends before the cursor is moved has the same points written again, which has no effect.
    const { providers } = parts
    const goesOn = async () => (await renewLease(tablesOf(parts), claim)) !== undefined
    const written = await writePoints({ providers, instance: row.instance, goesOn }, points)
    // The next step finds out why.
    if (written === undefined) return 'more'
    const now = new Date(parts.now())
    await recordSent(tablesOf(parts), claim, { ...written, revision, cursor: page.nextCursor, now })
    return 'more'
  } catch (error) {
    return afterError(parts, { claim, row, error })
  }
}

interface Failed {
  readonly claim: Claim
  readonly row: SubscriptionRow
  readonly error: unknown
}

async function afterError(parts: Parts, { claim, row, error }: Failed): Promise<'more' | 'none' | Date> {
  const db = tablesOf(parts)
  const code = isProblemError(error) ? error.code : undefined
  // The database was restored, or the position is older than the deletions that are kept: all is sent again, which has no further effect.
  if (mustStartOver(error)) {
    await forgetCursor(db, claim)
    return 'more'
  }
  if (code === 'INSTANCES_NOT_FOUND') {
    await deleteOfInstance(db, row.instance)
    return 'none'
  }
  const isOfInstance = isIntegrationError(error) || code?.startsWith('INSTANCES_') === true
  if (!isOfInstance) throw error
  const now = new Date(parts.now())
  const failures = await recordFailure(db, claim, { message: messageOf(error), now })
  parts.logger.warn({ err: error, instance: row.instance, failures }, 'analytics instance failed; retrying')
  // Nothing is given up: the last pause repeats.
  const step = Math.min(failures, RETRY_SECONDS.length)
  const retryAfter = isIntegrationError(error) ? error.retryAfterSeconds : undefined
  return new Date(
    parts.now() + (retryDelay(RETRY_SECONDS, { failures: step, retryAfter, random: parts.random }) ?? 0),
  )
}

/** For the person. Problems of instances name operations of administrators in their details. */
function messageOf(error: unknown): string {
  if (isIntegrationError(error)) return storableText(error.message)
  return isProblemError(error) ? error.definition.title : 'An unexpected error; the log has it.'
}
