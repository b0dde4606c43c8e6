import type { checkSync } from 'recheck'
import { KernelError } from '../kernel-error.ts'
import { isPlainPattern } from './plain-pattern.ts'

type Check = typeof checkSync

const verdicts = new Map<string, string | undefined>()
let check: Check | undefined

/**
 * Refuses a schema with a `pattern` that is open to ReDoS. The checker is loaded only for patterns that are not
 * plain.
 */
export async function checkPatterns(patterns: Iterable<string>, where: string): Promise<void> {
  for (const pattern of patterns) {
    if (isPlainPattern(pattern)) continue
    if (!verdicts.has(pattern)) {
      check ??= await loadChecker()
      const result = check(pattern, 'u', { timeout: 2_000 })
      verdicts.set(pattern, result.status === 'vulnerable' ? result.complexity.summary : undefined)
    }
    const complexity = verdicts.get(pattern)
    if (complexity !== undefined) {
      throw new KernelError(
        'BAD_ROUTE',
        `${where} has the pattern ${JSON.stringify(pattern)}, which takes ${complexity} time on a hostile text: rewrite it without nested or overlapping repetition`,
      )
    }
  }
}

/** Runs in this thread: the other modes of the checker leave a child process running as long as the server. */
async function loadChecker(): Promise<Check> {
  process.env['RECHECK_SYNC_BACKEND'] ??= 'pure'
  return (await import('recheck')).checkSync
}
