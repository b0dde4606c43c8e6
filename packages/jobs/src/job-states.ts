import type { JobStatus } from '@tributary/integration-host'

/** Which state of a job may follow which. Every update of a status names its `from` in the `where`. */
export const JOB_TRANSITIONS = [
  { from: 'queued', to: 'running' },
  { from: 'queued', to: 'cancelled' },
  // A worker died and the next one takes over.
  { from: 'running', to: 'running' },
  // Waits for a rate limit or the next attempt, or the server stopped.
  { from: 'running', to: 'queued' },
  { from: 'running', to: 'succeeded' },
  { from: 'running', to: 'partial' },
  { from: 'running', to: 'failed' },
  { from: 'running', to: 'cancelled' },
  // Rejected records were written by a retry.
  { from: 'partial', to: 'succeeded' },
  { from: 'failed', to: 'partial' },
  { from: 'failed', to: 'succeeded' },
  { from: 'partial', to: 'queued' },
  { from: 'failed', to: 'queued' },
  { from: 'cancelled', to: 'queued' },
] as const satisfies readonly { from: JobStatus; to: JobStatus }[]

/** The states from which a job can come to `to`. */
export function statesBefore(to: JobStatus): JobStatus[] {
  return JOB_TRANSITIONS.filter((transition) => transition.to === to).map((transition) => transition.from)
}

/** A job in one of these changes only on request. */
export const ENDED: readonly JobStatus[] = ['succeeded', 'partial', 'failed', 'cancelled']

export function hasEnded(status: JobStatus): boolean {
  return ENDED.includes(status)
}
