import { hash } from 'node:crypto'

/** In characters, so at most 600 bytes: PostgreSQL refuses index entries over 2,700. */
const LONGEST_READABLE = 200

/**
 * A text as an external id or a key: as it is, or hashed (SHA-256) where it is long. A hashed one begins with `#`, so that it is
 * never the same as a readable one; `prefix` is before that.
 *
 * @example
 * shortId(`play|${startedAt}|${title}`) // 'play|2026-11-20T18:00:00Z|Example Song'
 */
export function shortId(text: string, prefix = ''): string {
  return text.length <= LONGEST_READABLE ? text : `${prefix}#${hash('sha256', text, 'base64url')}`
}
