import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasEnded } from '../job-states.ts'
import { viewJob } from '../job-view.ts'
import type { JobRow } from '../tables.ts'

/** How often a followed job is looked at. The worker may be another process, so there is nothing to listen to. */
const LOOK_MILLISECONDS = 500
/** Proxies close what is silent for longer. */
const SILENCE_MILLISECONDS = 15_000

interface Followed {
  readonly read: () => Promise<JobRow | undefined>
  /** Aborts when the server stops or the follower has gone. */
  readonly signal: AbortSignal
}

/** Server-sent events of one job: it as it is, then each change, until it has ended. */
export function jobEvents(followed: Followed): Readable {
  return Readable.from(events(followed), { objectMode: false })
}

async function* events({ read, signal }: Followed): AsyncGenerator<string> {
  let sent = ''
  let silent = 0
  // Long enough not to hammer a server that restarts.
  yield 'retry: 2000\n\n'
  while (!signal.aborted) {
    const row = await read()
    if (row === undefined) return
    const data = JSON.stringify(viewJob(row))
    if (data !== sent) {
      yield `event: job\ndata: ${data}\n\n`
      sent = data
      silent = 0
    } else if (silent >= SILENCE_MILLISECONDS) {
      yield ': still here\n\n'
      silent = 0
    }
    if (hasEnded(row.status)) return
    silent += LOOK_MILLISECONDS
    await sleep(LOOK_MILLISECONDS, undefined, { signal }).catch(() => {})
  }
}
