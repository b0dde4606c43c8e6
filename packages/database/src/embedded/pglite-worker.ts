import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { WorkerData, WorkerMessage } from './worker-messages.ts'

// Runs in a thread of its own, because PGlite blocks whoever holds it for the length of a query.

/** A pool drops its client after a failed query and connects again before the old connection is gone. */
const MAX_CONNECTIONS = 4
const TIME_TO_ANSWER = 50

const order = workerData as WorkerData

function report(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(message)
}

/** What PostgreSQL last said of its end. */
let lastWords: string | undefined

/**
 * With its default buffers PGlite idles at 350 MB instead of 200. Nobody replicates from it, so its log need not say
 * more than recovery asks for. Everybody waits while a table is analysed: a third of a second for the usual 30,000 rows, so a
 * quarter of them has to do.
 */
const db = await PGlite.create({
  dataDir: order.dataDir,
  pgliteWasmModule: order.pglite,
  startParams: [
    ...PGlite.defaultStartParams,
    ...[
      'shared_buffers=16MB',
      'wal_level=minimal',
      'max_wal_senders=0',
      'default_statistics_target=25',
      // A directory of its own making has the zone of the machine that made it.
      'timezone=UTC',
      'log_timezone=UTC',
    ].flatMap((setting) => ['-c', setting]),
  ],
  onStderr(line) {
    if (line.includes('PANIC:') || line.startsWith('Aborted(')) lastWords ??= line
    return false
  },
})

if (order.socketPath === undefined) {
  await db.close()
  report({ kind: 'closed' })
  report({ kind: 'ready' })
} else {
  await serve(order.socketPath)
}

async function serve(path: string): Promise<void> {
  const server = new PGLiteSocketServer({ db: failingLoudly(db), path, maxConnections: MAX_CONNECTIONS })
  await server.start()
  parentPort?.once('message', () => void close(server))
  report({ kind: 'ready' })
}

/**
 * SQL errors travel as protocol messages. An exception here, or a panic among the lines PostgreSQL prints, means that it died (no
 * room for the write-ahead log, no memory): it answers this message and hangs in the next. So the thread takes no other, ends
 * when the answer is out, and its owner starts a new one, which recovers as PostgreSQL does after a crash.
 */
function failingLoudly(pglite: PGlite): PGlite {
  const run = pglite.execProtocolRawStream.bind(pglite)
  pglite.execProtocolRawStream = async (message, options) => {
    try {
      await run(message, options)
    } catch (error) {
      lastWords ??= error instanceof Error ? error.message : String(error)
    }
    if (lastWords !== undefined) await die(lastWords)
  }
  return pglite
}

async function die(reason: string): Promise<never> {
  report({ kind: 'died', reason })
  await delay(TIME_TO_ANSWER)
  process.exit(1)
}

async function close(server: PGLiteSocketServer): Promise<void> {
  await server.stop()
  // Writes a checkpoint, so that the next start has nothing to recover.
  await db.close()
  report({ kind: 'closed' })
}
