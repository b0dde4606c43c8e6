import { randomUUID } from 'node:crypto'
import { Poller } from '@tributary/core'
import { keyOf } from './check-store.ts'
import { type HealthParts, healthTablesOf } from './health-parts.ts'
import { type CheckedSubject, listSubjects } from './list-subjects.ts'
import { pruneChecks } from './prune-checks.ts'
import { recordCheck } from './record-check.ts'
import { runCheck } from './run-check.ts'
import { claimDue, claimSubject, releaseClaim, type SubjectClaim, saveSubjects } from './subject-store.ts'

/** Checks at once in a process. Most of the time of each is waiting for its service. */
const PLACES = 8
/** New subjects are found, and checked, within this time. */
const LISTING_MILLISECONDS = 30_000
const PRUNING_MILLISECONDS = 3_600_000
/** A lease outlasts the check and the statements around it. */
const LEASE_FACTOR = 2
const LEASE_MARGIN_SECONDS = 30

/** Checks subjects that are due, several at once, until it is stopped. */
export class HealthRunner {
  readonly #parts: () => HealthParts
  readonly #running = new Map<string, Promise<void>>()
  readonly #poller: Poller
  #listed: ReadonlyMap<string, CheckedSubject> = new Map()
  #listedAt: number | undefined
  #prunedAt: number | undefined

  /** `milliseconds`: the interval of looks for what is due. */
  constructor(parts: () => HealthParts, milliseconds: number) {
    this.#parts = parts
    this.#poller = new Poller({
      milliseconds,
      poll: () => this.#look(),
      onError(error) {
        const { logger, closing } = parts()
        if (!closing.aborted) logger.warn({ err: error }, 'health checks cannot be looked up; retrying')
      },
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Lists the subjects again at the next look. */
  refresh(): void {
    this.#listedAt = undefined
  }

  /** Call it after `closing` of the parts was aborted: checks that run end then. */
  async stop(): Promise<void> {
    await this.#poller.stop()
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    const parts = this.#parts()
    if (isPast(this.#listedAt, LISTING_MILLISECONDS, parts.now())) await this.#list(parts)
    await this.#checkDue(parts)
    if (!isPast(this.#prunedAt, PRUNING_MILLISECONDS, parts.now())) return
    this.#prunedAt = parts.now()
    await pruneChecks(parts)
  }

  async #list(parts: HealthParts): Promise<void> {
    const now = parts.now()
    const listed = await listSubjects(parts)
    this.#listed = new Map(listed.map((subject) => [keyOf(subject), subject]))
    const spread = Math.min(LISTING_MILLISECONDS, parts.intervalMilliseconds)
    await saveSubjects(healthTablesOf(parts), [...this.#listed.values()], {
      now: new Date(now),
      // After a start, all would be due at once.
      dueAt: () => new Date(now + spread * parts.random()),
    })
    this.#listedAt = now
  }

  async #checkDue(parts: HealthParts): Promise<void> {
    const limit = PLACES - this.#running.size
    const among = [...this.#listed.values()].filter((subject) => !this.#running.has(keyOf(subject)))
    if (limit <= 0 || among.length === 0) return
    const owner = randomUUID()
    const lease = { owner, leaseSeconds: leaseSecondsOf(parts) }
    const claims = await claimDue(healthTablesOf(parts), {
      among,
      ...lease,
      now: new Date(parts.now()),
      limit,
    })
    if (claims.length === 0) return
    // One that was disabled or deleted meanwhile is not checked.
    await this.#list(parts)
    for (const claim of claims) await this.#begin(parts, claim)
  }

  async #begin(parts: HealthParts, claim: SubjectClaim): Promise<void> {
    const listed = this.#listed.get(keyOf(claim))
    if (listed === undefined) await releaseClaim(healthTablesOf(parts), claim)
    else this.#check(parts, claim, listed)
  }

  #check(parts: HealthParts, claim: SubjectClaim, listed: CheckedSubject): void {
    const key = keyOf(claim)
    const running = checkClaimed(parts, claim, listed)
      .then(() => {})
      .catch((error: unknown) => {
        parts.logger.warn({ err: error, subject: key }, 'a health check could not be recorded')
      })
      .finally(() => this.#running.delete(key))
    this.#running.set(key, running)
  }
}

/** Checks a subject now, in this process. Resolves to `false` while another check of it runs. */
export async function checkNow(parts: HealthParts, subject: CheckedSubject): Promise<boolean> {
  const db = healthTablesOf(parts)
  const now = new Date(parts.now())
  await saveSubjects(db, [subject], { now, dueAt: () => now })
  const lease = { owner: randomUUID(), leaseSeconds: leaseSecondsOf(parts) }
  const claim = await claimSubject(db, subject, lease)
  return claim !== undefined && (await checkClaimed(parts, claim, subject))
}

/** What ends because the server stops is no failure of the subject. */
async function checkClaimed(
  parts: HealthParts,
  claim: SubjectClaim,
  listed: CheckedSubject,
): Promise<boolean> {
  const outcome = await runCheck(parts, listed.source, listed.id)
  if (!parts.closing.aborted) return recordCheck(parts, { ...claim, userId: listed.userId }, outcome)
  await releaseClaim(healthTablesOf(parts), claim)
  return false
}

function leaseSecondsOf({ checkMilliseconds }: HealthParts): number {
  return (LEASE_FACTOR * checkMilliseconds) / 1000 + LEASE_MARGIN_SECONDS
}

/** Also where the clock was set back since then. */
function isPast(since: number | undefined, milliseconds: number, now: number): boolean {
  return since === undefined || now < since || now - since >= milliseconds
}
