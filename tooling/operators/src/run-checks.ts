import type { Check } from './check.ts'
import { describeMissing, missingPrograms } from './missing-programs.ts'

export interface RunOptions {
  /** Names of checks; all if empty. */
  readonly names: readonly string[]
  /** The search path of programs. */
  readonly path: string
  readonly print: (line: string) => void
}

/** Runs the checks one after the other. Resolves to the exit status of the process. */
export async function runChecks(checks: readonly Check[], options: RunOptions): Promise<number> {
  const { names, path, print } = options
  const unknown = names.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0) {
    print(`unknown check: ${unknown.join(', ')}; there are: ${checks.map(({ name }) => name).join(', ')}`)
    return 2
  }
  const chosen = checks.filter(({ name }) => names.length === 0 || names.includes(name))
  const missing = missingPrograms(chosen, path)
  if (missing.length > 0) {
    print(describeMissing(missing))
    return 1
  }
  let passed = 0
  for (const check of chosen) if (await runOne(check, print)) passed += 1
  print(`${passed} passed, ${chosen.length - passed} failed`)
  return passed === chosen.length ? 0 : 1
}

async function runOne({ name, run }: Check, print: RunOptions['print']): Promise<boolean> {
  try {
    print(`passed  ${name}: ${await run()}`)
    return true
  } catch (error) {
    print(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}
