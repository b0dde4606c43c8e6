import { createHash } from 'node:crypto'

/** The position in a list, and the number of empty pages before. */
export interface Place {
  readonly offset: number
  readonly detours: number
}

/** The token of a position, bound to its request. */
export function writePageToken({ offset, detours }: Place, request: string): string {
  return Buffer.from(`${offset}:${detours}:${digestOf(request)}`).toString('base64url')
}

/** The position in a token, the beginning without one; `undefined` for the token of another request. */
export function readPageToken(token: string | null, request: string): Place | undefined {
  if (token === null) return { offset: 0, detours: 0 }
  const [, offset, detours, digest] =
    /^(\d+):(\d+):(\w+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (digest !== digestOf(request)) return undefined
  return { offset: Number(offset), detours: Number(detours) }
}

function digestOf(request: string): string {
  return createHash('sha256').update(request).digest('hex').slice(0, 16)
}
