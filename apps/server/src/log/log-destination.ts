import { setTimeout as delay } from 'node:timers/promises'
import { type DestinationStream, destination } from 'pino'
import type { LogFormat } from '../configuration.ts'
import { readableLog } from './readable-log.ts'

/** What a busy server writes together: each write wakes a thread, which takes as long as answering a short request. */
const TOGETHER = { minLength: 4_096, periodicFlush: 50 }

type BufferedStream = ReturnType<typeof destination>

/** Those of this process that write later. */
const buffered = new Set<BufferedStream>()

/** How long the end of the process waits for a reader of the log that does not read. */
const PATIENCE_MILLISECONDS = 2_000

/**
 * The stream of this process for its log, in the configured format, else as text at a terminal and as JSON otherwise. A server writes
 * lines at most 50 ms late, and the rest when it ends; a command must write them before it ends and, at a terminal, in order with its
 * other output.
 */
export function logDestination(name: 'stdout' | 'stderr', format: LogFormat | undefined): DestinationStream {
  const { isTTY } = process[name]
  const atOnce = name === 'stderr' || isTTY
  const stream = destination({ dest: name === 'stdout' ? 1 : 2, sync: atOnce, ...(atOnce ? {} : TOGETHER) })
  if (!atOnce) buffered.add(stream)
  if ((format ?? (isTTY ? 'pretty' : 'json')) === 'json') return stream
  return readableLog(stream, { colors: isTTY && process.env['NO_COLOR'] === undefined })
}

/**
 * Resolves when no line is being written any more, for the end of the process: it writes the remaining lines itself, but a write that waits for a
 * slow reader of the log would be lost with its thread.
 */
export async function flushLog(): Promise<void> {
  const flushed = [...buffered].map((stream) => new Promise<void>((resolve) => stream.flush(() => resolve())))
  await Promise.race([Promise.all(flushed), delay(PATIENCE_MILLISECONDS, undefined, { ref: false })])
}
