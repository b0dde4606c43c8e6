import { installPrism } from './install-prism.ts'
import { LIES } from './lie.ts'
import { runClientTests } from './run-client-tests.ts'

/** Where each lie about the API is revealed. */
const LYING_FILES = ['test/operations.test.ts']
/** What a failed run of tests shows at most. */
const SHOWN_CHARACTERS = 4000

/**
 * Runs the tests of the client through Prism, and again with a document that lies. Returns what is wrong: each violation, and each lie that
 * was not revealed.
 */
export async function prismProblems(show: (line: string) => void): Promise<string[]> {
  const folder = installPrism()
  const { code, output, checked, violations } = await runClientTests({ folder })
  show(`Prism compared ${checked} answers of the server with its document: ${violations.length} violations`)
  if (code !== 0) return [`the tests of the client failed behind Prism:\n${output.slice(-SHOWN_CHARACTERS)}`]
  if (checked === 0) return ['no answer came through Prism']
  return [...violations, ...(await unrevealedLies(folder, show))]
}

/** Otherwise the check could be passed by one that does not look. */
async function unrevealedLies(folder: string, show: (line: string) => void): Promise<string[]> {
  const { violations } = await runClientTests({ folder, lying: true, files: LYING_FILES })
  const unrevealed = LIES.filter(({ reveals }) => !violations.some((violation) => reveals.test(violation)))
  show(`Prism revealed ${LIES.length - unrevealed.length} of ${LIES.length} lies of a false document`)
  return unrevealed.map(({ reveals }) => `a lie was not revealed: nothing matches ${reveals}`)
}
