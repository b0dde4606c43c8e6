import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { WorkerMessage, WorkerOrder } from './worker-messages.ts'

// Runs in a thread of its own, because PGlite blocks whoever holds it for the length of a query.

/** A pool drops its client after a failed query and connects again before the old connection is gone. */
const MAX_CONNECTIONS = 4

const order = workerData as WorkerOrder

function report(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

/** With its default buffers PGlite idles at 350 MB instead of 200. */
const db = await PGlite.create({
  dataDir: order.dataDir,
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
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
  parentPort?.once('message', async () => {
    await server.stop()
    // Writes a checkpoint, so that the next start has nothing to recover.
    await db.close()
    report({ kind: 'closed' })
  })
  report({ kind: 'ready' })
}

/**
 * SQL errors travel as protocol messages; an exception here means that PostgreSQL itself died (a full disk under the
 * write-ahead log, no memory). The socket server would wait for ever, so the thread ends and its owner starts a new one,
 * which recovers as PostgreSQL does after a crash.
 */
function failingLoudly(pglite: PGlite): PGlite {
  const run = pglite.execProtocolRawStream.bind(pglite)
  pglite.execProtocolRawStream = async (message, options) => {
    try {
      await run(message, options)
    } catch (error) {
      report({ kind: 'died', reason: error instanceof Error ? error.message : String(error) })
      process.exit(1)
    }
  }
  return pglite
}
