import { createHash } from 'node:crypto'
import type { SimulatorReply } from '@tributary/testkit/simulator'
import { BadRequest } from './google-error.ts'

/** Where a list goes on. */
export interface Place {
  readonly offset: number
  /** Empty pages before this place: each has a token of its own. */
  readonly detours: number
}

/** Says where a list goes on, and of which request: with other parameters it is refused. */
export function writePageToken({ offset, detours }: Place, request: unknown): string {
  return Buffer.from(`${offset}:${detours}:${digestOf(request)}`).toString('base64url')
}

/** The place in a token; the beginning without one. */
export function readPageToken(token: string | undefined, request: unknown): Place {
  if (token === undefined || token === '') return { offset: 0, detours: 0 }
  const [, offset, detours, digest] =
    /^(\d+):(\d+):(\w+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (offset === undefined) throw new BadRequest('Invalid page token.')
  if (digest !== digestOf(request))
    throw new BadRequest('Invalid page token: other parameters have to be the same as in the first request.')
  return { offset: Number(offset), detours: Number(detours) }
}

/** An answer with nothing in it but the way on. */
export function emptyPage({ offset, detours }: Place, request: unknown): SimulatorReply {
  return { body: { nextPageToken: writePageToken({ offset, detours: detours + 1 }, request) } }
}

function digestOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16)
}
