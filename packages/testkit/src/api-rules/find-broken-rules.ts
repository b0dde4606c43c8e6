import type { DescribedApi } from './document-parts.ts'
import { EXAMPLES } from './examples.ts'
import { HTTP_RULES } from './http-rules.ts'
import { API_RULES } from './rules.ts'
import { SECURITY } from './security.ts'
import { WORD_RULES } from './word-rules.ts'

/**
 * The violations of the API's rules in a document: sentences with place and cure, empty without violations. For the merged
 * document of a server, or that of one plugin.
 *
 * @example
 * expect(findBrokenRules(kernel.document())).toEqual([])
 */
export function findBrokenRules(api: DescribedApi): string[] {
  return [...API_RULES, ...WORD_RULES, ...HTTP_RULES, SECURITY, EXAMPLES].flatMap(({ name, check }) =>
    [...check(api)].map((what) => `${name}: ${what}`),
  )
}
