import { type DestinationStream, destination } from 'pino'
import type { LogFormat } from '../configuration.ts'
import { readableLog } from './readable-log.ts'

/**
 * The stream of this process for its log, in the configured format, else as text at a terminal and as JSON otherwise. A server may
 * buffer lines; a command must write them before it ends and, at a terminal, in order with its other output.
 */
export function logDestination(name: 'stdout' | 'stderr', format: LogFormat | undefined): DestinationStream {
  const { isTTY } = process[name]
  const stream = destination({ dest: name === 'stdout' ? 1 : 2, sync: name === 'stderr' || isTTY })
  if ((format ?? (isTTY ? 'pretty' : 'json')) === 'json') return stream
  return readableLog(stream, { colors: isTTY && process.env['NO_COLOR'] === undefined })
}
