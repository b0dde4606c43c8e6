/** Where a stream writes what an operator should know: pino's methods. Never log a provider's answer as it is. */
export interface Logger {
  debug(data: object, message: string): void
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}
