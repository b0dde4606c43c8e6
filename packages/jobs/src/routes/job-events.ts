import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { hasEnded } from '../job-states.ts'
import { viewJob } from '../job-view.ts'
import type { JobRow } from '../tables.ts'
import { type JobFollower, LOOK_MILLISECONDS } from './job-follower.ts'

/** Proxies close connections that are idle for longer. */
const SILENCE_MILLISECONDS = 15_000

interface Followed {
  readonly job: JobRow
  readonly follower: JobFollower
  /** The request's `Last-Event-ID`: the last event that a reconnecting client has received. */
  readonly lastEventId: string | undefined
  /** Aborts when the server stops or the follower has gone. */
  readonly signal: AbortSignal
}

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) of one job: `job` with the job as it is,
 * then with each change, and `end` with the job as it has ended.
 */
export function jobEvents(followed: Followed): Readable {
  return Readable.from(events(followed), { objectMode: false })
}

/**
 * Whether a client has received the `end` of a job. Answer with 204: an `EventSource` reconnects whenever a stream
 * ends, unless the status is not 200.
 */
export function hasReceivedEnd(row: JobRow, lastEventId: string | undefined): boolean {
  return hasEnded(row.status) && lastEventId === endIdOf(describe(row).id)
}

async function* events({ job, follower, lastEventId, signal }: Followed): AsyncGenerator<string> {
  let sent = lastEventId
  let silent = 0
  let row: JobRow | undefined = job
  // Long enough not to hammer a server that restarts.
  yield 'retry: 2000\n\n'
  while (row !== undefined && !signal.aborted) {
    const { id, data } = describe(row)
    if (id !== sent) {
      yield `event: job\nid: ${id}\ndata: ${data}\n\n`
      sent = id
      silent = 0
    } else if (silent >= SILENCE_MILLISECONDS) {
      yield ': still here\n\n'
      silent = 0
    }
    if (hasEnded(row.status)) {
      yield `event: end\nid: ${endIdOf(id)}\ndata: ${data}\n\n`
      return
    }
    silent += LOOK_MILLISECONDS
    row = await follower.look(row.id)
  }
}

/** The id is derived from the contents: equal in every process, and different for a job that runs again. */
function describe(row: JobRow): { readonly id: string; readonly data: string } {
  const data = JSON.stringify(viewJob(row))
  return { id: hash('sha256', data, 'base64url').slice(0, 22), data }
}

function endIdOf(id: string): string {
  return `${id}.end`
}
