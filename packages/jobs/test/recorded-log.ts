import { silentLogger } from '@tributary/core'
import type { FastifyBaseLogger } from 'fastify'

/** One line of a log: what it says, and all that it carries. */
export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A logger that remembers what it is told. */
export function recordedLog(): { logger: FastifyBaseLogger; lines: LogLine[] } {
  const lines: LogLine[] = []
  return { logger: recorder(lines, {}), lines }
}

function recorder(lines: LogLine[], bindings: object): FastifyBaseLogger {
  const at = (level: string) => (first: unknown, message?: string) => {
    const fields = typeof first === 'object' && first !== null ? first : {}
    lines.push({ level, message: message ?? String(first), fields: { ...bindings, ...fields } })
  }
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, at(level)])
  return {
    ...silentLogger,
    ...Object.fromEntries(levels),
    child: (more: object) => recorder(lines, { ...bindings, ...more }),
  }
}
