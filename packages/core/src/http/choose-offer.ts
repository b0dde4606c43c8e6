import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { addVary } from './vary.ts'

/** A media type in which an operation can answer. */
export interface Offer {
  /** The media type, without parameters. */
  readonly type: string
  /** Other names that clients use for this type. The answer carries `type`. */
  readonly names?: readonly string[]
}

const PROBLEM = 'application/problem+json'

/**
 * The offer that the request prefers by its `Accept` (RFC 9110, section 12.5.1); the first one among equals. Throws
 * `KERNEL_NOT_ACCEPTABLE` (406) when no offer is acceptable.
 *
 * Clients generated for Java and Python send the first JSON type among all documented answers: only that of problems
 * where an operation answers with text. They get the first offer.
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
  /** A media range: a type, all subtypes of a type, or all types. */
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

/** The most specific range that covers a type decides; an alias counts only where the request names it exactly. */
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
