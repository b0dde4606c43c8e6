import type { checkSync } from 'recheck'
import { KernelError } from '../kernel-error.ts'
import { isPlainPattern } from './plain-pattern.ts'

type Check = typeof checkSync

const verdicts = new Map<string, string | undefined>()
let check: Check | undefined

/**
 * Refuses a schema whose `pattern` a hostile text can keep busy for seconds (ReDoS). The checker is loaded only when
 * there is a pattern to check that is not plain.
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

/** In this thread: its other ways leave a process of their own running for as long as the server does. */
async function loadChecker(): Promise<Check> {
  process.env['RECHECK_SYNC_BACKEND'] ??= 'pure'
  return (await import('recheck')).checkSync
}
