import { createHash } from 'node:crypto'

/**
 * How tokens and API keys are stored. A plain hash is enough: they are random and long, so there is nothing to guess
 * that a slow hash would make more expensive.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
