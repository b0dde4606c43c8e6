import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { describeError } from './describe-error.ts'
import { describeRequest } from './describe-request.ts'
import { isWorthALine } from './is-worth-a-line.ts'
import { redactLine } from './redact-line.ts'
import { SecretRegistry } from './secret-registry.ts'

/** Options of the log. */
export interface CreateLoggerOptions {
  /** Default `info`. `debug` adds the arrival of each request, probes, and each failure during an outage. */
  readonly level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** The destination; standard output by default. */
  readonly destination?: DestinationStream
  /** Values that are redacted everywhere. Pass the same registry to `operationsPlugin`, so that plugins add theirs. */
  readonly secrets?: SecretRegistry
}

/**
 * The logger for `createKernel`: one JSON object per line, with secrets redacted by field name, pattern and value.
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
      // Fastify's name for the request id; pino has no hook for the bindings of a child logger.
      streamWrite: (line) => redactLine(line.replace(',"reqId":"', ',"requestId":"'), secrets),
    },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}
