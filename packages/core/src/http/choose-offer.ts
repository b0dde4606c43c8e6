import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { addVary } from './vary.ts'

/** A form in which an operation can answer. */
export interface Offer {
  /** Its media type, without parameters. */
  readonly type: string
  /** Other names by which clients ask for it. It is answered under its own. */
  readonly names?: readonly string[]
}

const PROBLEM = 'application/problem+json'

/**
 * The offer that a request prefers by its `Accept` (RFC 9110, section 12.5.1), the first of those it likes equally. Throws
 * `KERNEL_NOT_ACCEPTABLE` (406) when it takes none.
 *
 * Clients generated for Java and Python send the first JSON type among all documented answers, so that of problems alone
 * where an operation answers with text. They take the first offer.
 *
 * @example
 * chooseOffer(request, reply, [{ type: 'text/plain', format: 'jsonl' }, { type: 'text/csv', format: 'csv' }]).format
 */
export function chooseOffer<T extends Offer>(
  request: FastifyRequest,
  reply: FastifyReply,
  offers: readonly [T, ...T[]],
): T {
  addVary(reply, 'Accept')
  const ranges = readAccept(request.headers.accept)
  const [first] = offers
  const best = offers.reduce((chosen, offer) =>
    qualityOf(offer, ranges) > qualityOf(chosen, ranges) ? offer : chosen,
  )
  if (qualityOf(best, ranges) > 0) return best
  if (ranges.some(({ range, quality }) => range === PROBLEM && quality > 0)) return first
  const types = [...new Set(offers.map(({ type }) => type))]
  throw new ProblemError(httpErrors.KERNEL_NOT_ACCEPTABLE, {
    detail: `The answer is ${types.join(' or ')}. Name one of them in the header "Accept", or leave it out.`,
  })
}

interface MediaRange {
  /** A media type, or with `*` for its second part or both. */
  readonly range: string
  readonly quality: number
}

function readAccept(header: string | undefined): readonly MediaRange[] {
  if (header === undefined || header.trim() === '') return [{ range: '*/*', quality: 1 }]
  return header.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase())
    const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
    return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 }
  })
}

/** The most specific range that covers a type decides; another name counts where a request spells it out. */
function qualityOf({ type, names = [] }: Offer, ranges: readonly MediaRange[]): number {
  const named = ranges.filter(({ range }) => names.includes(range)).map(({ quality }) => quality)
  return Math.max(qualityOfType(type, ranges), ...named)
}

function qualityOfType(type: string, ranges: readonly MediaRange[]): number {
  const [group] = type.split('/')
  for (const covering of [type, `${group}/*`, '*/*']) {
    const found = ranges.filter(({ range }) => range === covering)
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality))
  }
  return 0
}
