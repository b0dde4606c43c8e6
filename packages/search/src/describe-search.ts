import { type Choice, type Parts, tablesOf } from './parts.ts'
import { type IndexState, readState } from './people/people-store.ts'

export const SEARCH_PROBLEMS = ['missing', 'unusable', 'stopped', 'failing', 'filling', 'behind'] as const

export type SearchProblem = (typeof SEARCH_PROBLEMS)[number]

/** The search of the library, as it is now. */
export interface SearchView {
  readonly choice: Choice
  /** Why PostgreSQL answers instead of the chosen instance, for some people at least. */
  readonly problem: SearchProblem | null
  /** Of a chosen instance that exists. */
  readonly state: IndexState | undefined
}

export async function describeSearch(parts: Parts): Promise<SearchView> {
  const choice = await parts.chosen()
  if (choice.kind === 'built-in') return { choice, problem: null, state: undefined }
  if (choice.kind === 'missing') return { choice, problem: 'missing', state: undefined }
  const state = await readState(tablesOf(parts), choice.instance)
  return { choice, problem: problemOf(choice, state), state }
}

function problemOf(
  { instance }: Extract<Choice, { kind: 'instance' }>,
  { isWatched, failingSince, filled, people, behind }: IndexState,
): SearchProblem | null {
  if (instance.state !== 'active') return 'unusable'
  if (!isWatched) return 'stopped'
  if (failingSince !== null) return 'failing'
  if (people === 0 || filled < people) return 'filling'
  return behind > 0 ? 'behind' : null
}
