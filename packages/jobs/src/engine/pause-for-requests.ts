import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds of pause per request, which is what one may take on a busy machine: few requests cause short pauses. */
const PAUSE_PER_REQUEST = 4
/** Milliseconds. A commit that takes longer waits for something else than a processor. */
const MAX_PAUSE = 50

/** What happened while a page was committed. */
export interface DuringCommit {
  /** HTTP requests that this process received. */
  readonly received: number
  readonly milliseconds: number
}

/**
 * How long a run pauses before it commits its next page, in milliseconds: at most as long as the commit took, so that a sync keeps
 * more than half of its speed. A commit keeps a processor and the database busy; one right after the other, they
 * leave so little time on two processors that requests wait for one another.
 */
export function pauseAfter({ received, milliseconds }: DuringCommit): number {
  return Math.min(received * PAUSE_PER_REQUEST, milliseconds, MAX_PAUSE)
}

/** Resolves after some milliseconds; rejects with the signal's reason when that aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
}
