import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { describeError } from './describe-error.ts'
import { describeRequest } from './describe-request.ts'
import { isWorthALine } from './is-worth-a-line.ts'
import { redactLine } from './redact-line.ts'
import { SecretRegistry } from './secret-registry.ts'

/** What a server's log is made of. */
export interface CreateLoggerOptions {
  /** `info` by default; from `debug` on also the arrival of each request, probes, and each failure during an outage. */
  readonly level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Where the lines go; standard output by default. */
  readonly destination?: DestinationStream
  /** Values that are removed wherever they appear. Give the same one to `operationsPlugin`, so that plugins add theirs. */
  readonly secrets?: SecretRegistry
}

/**
 * The logger for `createKernel`: one JSON object a line, with secrets removed by name, by shape and by value.
 *
 * @example
 * const secrets = new SecretRegistry()
 * createKernel({ logger: createLogger({ level: 'info', secrets }), plugins: [operationsPlugin({ secrets })] })
 * // {"level":"info","time":"…","requestId":"…","method":"GET","path":"/health","status":200,"ms":1.3,"plugin":"operations","msg":"request completed"}
 */
export function createLogger(options: CreateLoggerOptions = {}): Logger {
  const secrets = options.secrets ?? new SecretRegistry()
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: describeRequest,
    },
    serializers: { err: (error: unknown) => describeError(error) },
    hooks: {
      logMethod(args, method, level) {
        if (this.isLevelEnabled('debug') || isWorthALine(args, level)) method.apply(this, args)
      },
      // Fastify's name for the request id; pino gives no hook for what a child logger is bound to.
      streamWrite: (line) => redactLine(line.replace(',"reqId":"', ',"requestId":"'), secrets),
    },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}
