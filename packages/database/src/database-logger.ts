/** The logger interface of this package; those of pino and Fastify implement it. */
export interface DatabaseLogger {
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** A logger without output: until `start` passes the plugin's logger, and in tests. */
export const silentLogger: DatabaseLogger = { info() {}, warn() {}, error() {} }
