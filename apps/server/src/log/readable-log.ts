import type { DestinationStream } from 'pino'
import { prettyFactory } from 'pino-pretty'

interface LogRecord {
  readonly msg?: string
  readonly [field: string]: unknown
}

/**
 * Formats the log's JSON as lines for reading, and writes each at once to `destination`:
 *
 * ```text
 * [14:03:11] INFO: [operations] GET /openapi.json 200 12.1 ms
 * [14:03:12] ERROR: [database] the database cannot be reached
 *     err: {
 * ```
 */
export function readableLog(
  destination: DestinationStream,
  { colors }: { readonly colors: boolean },
): DestinationStream {
  const prettify = prettyFactory({
    colorize: colors,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,plugin,requestId',
    messageFormat: '{if plugin}[{plugin}] {end}{msg}',
    singleLine: true,
  })
  return {
    write(line) {
      destination.write(prettify(describeAnswer(JSON.parse(line) as LogRecord)))
    },
  }
}

/** The message of an answered request contains what JSON has in fields. */
function describeAnswer(record: LogRecord): LogRecord {
  if (record.msg !== 'request completed') return record
  const { method, path, status, ms, ...rest } = record
  return { ...rest, msg: `${String(method)} ${String(path)} ${String(status)} ${String(ms)} ms` }
}
