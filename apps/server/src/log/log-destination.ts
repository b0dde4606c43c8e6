import { type DestinationStream, destination } from 'pino'
import type { LogFormat } from '../configuration.ts'
import { readableLog } from './readable-log.ts'

/**
 * The stream of this process that its log goes to, in the format that is set, else as a terminal or a program reads it. A server's lines
 * may wait for one another; a command's have to be out before it ends, and on a terminal they come in order with what is written beside.
 */
export function logDestination(name: 'stdout' | 'stderr', format: LogFormat | undefined): DestinationStream {
  const { isTTY } = process[name]
  const stream = destination({ dest: name === 'stdout' ? 1 : 2, sync: name === 'stderr' || isTTY })
  if ((format ?? (isTTY ? 'pretty' : 'json')) === 'json') return stream
  return readableLog(stream, { colors: isTTY && process.env['NO_COLOR'] === undefined })
}
