import type { FastifyBaseLogger } from 'fastify'

const ignore = () => {}

/** A logger without output, for kernels without a logger. */
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
