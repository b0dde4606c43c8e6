import { isProblemError } from '@tributary/core'
import type { ConnectionTest, HealthSubjects } from '@tributary/integration-host'
import { isIntegrationError } from '@tributary/integration-kit'
import { isTimeIsOver, withinTime } from '@tributary/provider-client'
import type { HealthParts } from './health-parts.ts'

interface CheckParts extends Pick<HealthParts, 'checkMilliseconds' | 'closing'> {
  readonly logger: Pick<HealthParts['logger'], 'warn'>
}

const LOG = 'The log of the server has the details.'

/** Checks that ignored their signal and have not returned. Another one would only hang as well. */
const abandoned = new WeakMap<HealthSubjects, Set<string>>()

/**
 * Checks a subject within the time limit. Never rejects: a check that throws or does not return has failed. A check that ignores its
 * signal is left behind, and not begun again before it returns.
 */
export async function runCheck(
  { checkMilliseconds, closing, logger }: CheckParts,
  source: HealthSubjects,
  id: string,
): Promise<ConnectionTest> {
  if (abandoned.get(source)?.has(id) === true) return failed(0, STILL_RUNNING)
  const began = performance.now()
  const limit = { milliseconds: checkMilliseconds, signal: closing }
  try {
    return await withinTime(limit, (signal) => begin(source, id, signal))
  } catch (error) {
    const isOver = isTimeIsOver(error)
    if (!isOver && !closing.aborted)
      logger.warn({ err: error, type: source.type, id }, 'a health check threw an error')
    const described = isOver ? describeLimit(checkMilliseconds) : describeError(error)
    return failed(performance.now() - began, described)
  }
}

async function begin(source: HealthSubjects, id: string, signal: AbortSignal): Promise<ConnectionTest> {
  const running = abandoned.get(source) ?? new Set()
  abandoned.set(source, running)
  const abandon = () => void running.add(id)
  signal.addEventListener('abort', abandon)
  try {
    return await source.check(id, signal)
  } finally {
    signal.removeEventListener('abort', abandon)
    running.delete(id)
  }
}

function failed(
  took: number,
  { problem, advice }: { readonly problem: string; readonly advice: string },
): ConnectionTest {
  const milliseconds = Math.round(took)
  return { ok: false, milliseconds, steps: [{ tried: 'Check', ok: false, milliseconds, problem, advice }] }
}

const STILL_RUNNING = {
  problem: 'An earlier check has not returned yet.',
  advice: 'Reload the plugin or restart the server if this lasts: the check ignores its time limit.',
}

function describeLimit(milliseconds: number) {
  return {
    problem: `There was no result within ${milliseconds / 1000} seconds.`,
    advice: 'Check that the address is correct and that this server can reach it.',
  }
}

/** Any other error may contain anything. */
function describeError(error: unknown) {
  const isWritten = isIntegrationError(error) || isProblemError(error)
  return { problem: isWritten ? error.message : 'The check failed with an error.', advice: LOG }
}
