import { createHash } from 'node:crypto'

/**
 * Hashes tokens and API keys for storage. A plain hash is sufficient: they are long and random, so a slow hash would
 * not make guessing harder.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
