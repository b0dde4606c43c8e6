import type { DescribedApi } from './document-parts.ts'
import { EXAMPLES } from './examples.ts'
import { API_RULES } from './rules.ts'

/**
 * What in a document breaks the rules of the API: sentences that name the place and the cure, empty when all rules hold. For the merged
 * document of a server, or that of one plugin.
 *
 * @example
 * expect(findBrokenRules(kernel.document())).toEqual([])
 */
export function findBrokenRules(api: DescribedApi): string[] {
  return [...API_RULES, EXAMPLES].flatMap(({ name, check }) =>
    [...check(api)].map((what) => `${name}: ${what}`),
  )
}
