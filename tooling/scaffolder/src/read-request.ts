import { parseArgs } from 'node:util'
import { nameProblem } from './names.ts'
import { AUTH_KINDS, type NewIntegration, RECORD_KINDS } from './new-integration.ts'

/** What the command line says; what it leaves out is asked for at a terminal. */
export interface Request extends Partial<NewIntegration> {
  readonly help: boolean
  /** Whether the package is only created: nothing is installed or run. */
  readonly bare: boolean
}

export const USAGE = `npm run new -- integration <name> [--auth <kind>] [--files] [--delivers <kind>]

  --auth <kind>      ${AUTH_KINDS.join(', ')}
  --files            it imports files, beside the account or instead of one (--no-files: it does not)
  --delivers <kind>  ${RECORD_KINDS.join(', ')}
  --bare             only create the package: install nothing and run no tests
  -h, --help         print this

Creates packages/integrations/<name> and lists it in apps/server/src/plugins.ts. At a terminal it asks for what is left out.`

/**
 * Reads the arguments.
 *
 * @throws Error with what is wrong and the usage
 */
export function readRequest(args: readonly string[]): Request {
  try {
    return requestOf(args)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error })
  }
}

function requestOf(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      auth: { type: 'string' },
      files: { type: 'boolean' },
      delivers: { type: 'string' },
      bare: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { help, bare, auth, files, delivers } = values
  if (help) return { help, bare }
  const [what = 'integration', name, ...more] = positionals
  if (what !== 'integration')
    throw new Error(`There is no template "${what}": the only one is "integration".`)
  if (more.length > 0) throw new Error(`What is "${more.join(' ')}"? A name has no spaces.`)
  const problem = name === undefined ? undefined : nameProblem(name)
  if (problem !== undefined) throw new Error(problem)
  return {
    help,
    bare,
    ...(name !== undefined && { name }),
    ...(auth !== undefined && { auth: oneOf(AUTH_KINDS, auth, '--auth') }),
    ...(files !== undefined && { files }),
    ...(delivers !== undefined && { delivers: oneOf(RECORD_KINDS, delivers, '--delivers') }),
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: string, option: string): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new Error(`${option} is "${value}": use one of ${allowed.join(', ')}.`)
  return found
}
