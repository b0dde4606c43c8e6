import { createHash } from 'node:crypto'
import type { SimulatorReply } from '@tributary/provider-simulator'
import { BadRequest } from './google-error.ts'

/** The position in a list. */
export interface Place {
  readonly offset: number
  /** Empty pages before this position: each has its own token. */
  readonly detours: number
}

/** The token of a position, bound to its request: with other parameters it is refused. */
export function writePageToken({ offset, detours }: Place, request: unknown): string {
  return Buffer.from(`${offset}:${detours}:${digestOf(request)}`).toString('base64url')
}

/** The position in a token; the beginning without a token. */
export function readPageToken(token: string | undefined, request: unknown): Place {
  if (token === undefined || token === '') return { offset: 0, detours: 0 }
  const [, offset, detours, digest] =
    /^(\d+):(\d+):(\w+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (offset === undefined) throw new BadRequest('Invalid page token.')
  if (digest !== digestOf(request))
    throw new BadRequest('Invalid page token: other parameters have to be the same as in the first request.')
  return { offset: Number(offset), detours: Number(detours) }
}

/** An empty response with a token of the next page. */
export function emptyPage({ offset, detours }: Place, request: unknown): SimulatorReply {
  return { body: { nextPageToken: writePageToken({ offset, detours: detours + 1 }, request) } }
}

function digestOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16)
}
