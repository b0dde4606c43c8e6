import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithThisProcess } from './end-with-this-process.ts'

const LIMIT_MILLISECONDS = 60_000
const POLL_MILLISECONDS = 50

export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A child whose output is collected, and whose end rejects every wait. */
export interface WatchedChild {
  readonly process: ChildProcess
  /** Its standard output and standard error, if those are pipes. */
  output(): string
  /** Resolves when it has ended and all of its output was read. Rejects if it could not be started. */
  readonly ended: Promise<ChildEnd>
  /**
   * Calls a function until it returns true; an error counts as false. Rejects as soon as the child has ended, and after
   * a minute, in both cases with the description of the wait and the child's output.
   *
   * @example
   * await server.until('it is ready', () => server.output().includes('"msg":"ready"'))
   */
  until(
    awaited: string,
    isSo: () => boolean | Promise<boolean>,
    options?: { readonly limit?: number; readonly poll?: number },
  ): Promise<void>
}

/** Watches a child that was just started, and has it end with this process. */
export function watchChild(child: ChildProcess): WatchedChild {
  endWithThisProcess(child)
  let text = ''
  const collect = (chunk: Buffer) => (text += chunk.toString())
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const ended = endOf(child)
  let end: ChildEnd | Error | undefined
  ended.then(
    (how) => (end = how),
    (error: unknown) => (end = error instanceof Error ? error : new Error(String(error))),
  )
  return {
    process: child,
    output: () => text,
    ended,
    async until(awaited, isSo, { limit = LIMIT_MILLISECONDS, poll = POLL_MILLISECONDS } = {}) {
      for (const last = performance.now() + limit; ; await Promise.race([delay(poll), settled(ended)])) {
        // Read before the call: what the child did before it ended counts.
        const before = end
        const cause = await refusal(isSo)
        if (cause === undefined) return
        if (before !== undefined || performance.now() > last)
          throw new Error(`${describe(before, limit)} before ${awaited}:\n${text.slice(-4_000)}`, { cause })
      }
    },
  }
}

function endOf(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal }))
  })
}

/** Why the result is false; `undefined` if it is true. */
async function refusal(isSo: () => boolean | Promise<boolean>): Promise<unknown> {
  try {
    return (await isSo()) ? undefined : 'the answer was no'
  } catch (error) {
    return error ?? 'the question failed'
  }
}

/** Only wakes up the wait early: how the child ended is read elsewhere. */
function settled(ended: Promise<unknown>): Promise<unknown> {
  return ended.catch(() => undefined)
}

function describe(end: ChildEnd | Error | undefined, limit: number): string {
  if (end === undefined) return `the process has run for ${limit / 1000} s`
  if (end instanceof Error) return `the process could not be started (${end.message})`
  return `the process ended with ${end.signal ?? end.code}`
}
