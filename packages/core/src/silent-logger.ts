import type { FastifyBaseLogger } from 'fastify'

const ignore = () => {}

/** A logger that says nothing, for kernels that were given none. */
export const silentLogger: FastifyBaseLogger = {
  level: 'silent',
  fatal: ignore,
  error: ignore,
  warn: ignore,
  info: ignore,
  debug: ignore,
  trace: ignore,
  silent: ignore,
  child: () => silentLogger,
}
