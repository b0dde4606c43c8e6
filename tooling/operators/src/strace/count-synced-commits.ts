import type { CallEvent } from './parse-strace.ts'

export interface SyncedCommits {
  /** Answered inserts. */
  readonly commits: number
  /** Of these, the ones with a completed sync of the write-ahead log between the arrival of the statement and the answer. */
  readonly synced: number
  /** Completed syncs of the write-ahead log, by any process. */
  readonly syncs: number
}

/**
 * Counts, in a trace of all of PostgreSQL's processes, the commits of one backend that a sync preceded. A statement arrives with the end
 * of a `recvfrom` and is answered with the beginning of a `sendto`; in the protocol, `Q` is a query and `C` the completion of a command
 * (https://www.postgresql.org/docs/18/protocol-message-formats.html). strace has to print the paths of descriptors (`-y`).
 */
export function countSyncedCommits(events: readonly CallEvent[], backend: number): SyncedCommits {
  let commits = 0
  let synced = 0
  let syncs = 0
  let syncsAtArrival: number | undefined
  for (const event of events) {
    if (isLogSync(event)) syncs += 1
    if (event.pid !== backend) continue
    if (isInsert(event)) syncsAtArrival = syncs
    else if (syncsAtArrival !== undefined && isCompletion(event)) {
      commits += 1
      if (syncs > syncsAtArrival) synced += 1
      syncsAtArrival = undefined
    }
  }
  return { commits, synced, syncs }
}

function isLogSync({ call, text, ends, result }: CallEvent): boolean {
  return ends && result === 0 && (call === 'fdatasync' || call === 'fsync') && text.includes('/pg_wal/')
}

function isInsert({ call, text, ends }: CallEvent): boolean {
  return ends && call === 'recvfrom' && /"Q.*insert into/.test(text)
}

function isCompletion({ call, text, begins }: CallEvent): boolean {
  return begins && call === 'sendto' && text.includes('"C\\0')
}
