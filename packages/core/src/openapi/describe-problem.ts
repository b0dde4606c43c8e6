import { PROBLEM_SCHEMA } from './document.ts'

/**
 * The documentation of an answer with problem details. `description` names the codes.
 *
 * @example
 * response: { 200: Item, 410: describeProblem('The cursor is no longer valid: `CHANGES_START_OVER`.') }
 */
export function describeProblem(description: string) {
  return { description, content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } } }
}
