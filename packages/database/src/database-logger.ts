/** What this package needs of a logger; pino's and Fastify's fit. */
export interface DatabaseLogger {
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** Says nothing: until `start` gives the plugin's own logger, and in tests. */
export const silentLogger: DatabaseLogger = { info() {}, warn() {}, error() {} }
