/** Where a task is: a task is one work and one enricher. */
export const TASK_STATES = ['pending', 'enriching', 'done', 'failed', 'skipped'] as const

export type TaskState = (typeof TASK_STATES)[number]

/**
 * Every way from one state to another. The `where` of each update that changes a state is made of this list, so that an update from another
 * state changes nothing.
 */
export const TASK_TRANSITIONS = [
  // A batch has claimed it.
  { from: 'pending', to: 'enriching' },
  // The provider's terms forbid it, found before it was claimed.
  { from: 'pending', to: 'skipped' },
  // The batch has ended without an answer for it, or its worker is gone.
  { from: 'enriching', to: 'pending' },
  { from: 'enriching', to: 'done' },
  { from: 'enriching', to: 'failed' },
  // Asked again: by a person, for a new version of the enricher, or because its facts may not be kept for longer.
  { from: 'done', to: 'pending' },
  { from: 'failed', to: 'pending' },
  { from: 'skipped', to: 'pending' },
] as const satisfies readonly { readonly from: TaskState; readonly to: TaskState }[]

/** The states from which there is a way to a state. */
export function statesBefore(to: TaskState): TaskState[] {
  return TASK_TRANSITIONS.filter((way) => way.to === to).map(({ from }) => from)
}
