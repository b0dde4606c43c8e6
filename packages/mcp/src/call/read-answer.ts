import { fitting } from '../cut/cut-to-budget.ts'
import { tokensOf } from '../cut/estimate-tokens.ts'
import type { Operation } from '../operations/operation.ts'
import type { ForbiddenIntegrations } from '../terms/forbidden-integrations.ts'
import { type Withheld, withholdForbidden } from '../terms/withhold-forbidden.ts'
import { isPaged, LIMIT } from '../tools/argument-names.ts'
import { type Arguments, buildRequest } from './build-request.ts'
import type { Caller, InnerAnswer } from './caller.ts'

/** Pages are asked for at most so often: what changes meanwhile may make them longer again. */
const TRIES = 3

export interface Reading {
  readonly operation: Operation
  readonly caller: Caller
  readonly forbidden: ForbiddenIntegrations
  readonly budget: number
}

/** An answer, and the arguments that it was made with. */
export interface Read {
  readonly answer: InnerAnswer
  readonly withheld: Withheld
  readonly args: Arguments
  /** How many items a page would have had, when a shorter one was asked for. */
  readonly cutFrom: number | undefined
}

/**
 * Calls an operation. Of one that answers page by page, a page that is too long is asked for again with as many items as fit: so its
 * `nextCursor` is right, and nothing is read twice or left out.
 */
export async function readAnswer(reading: Reading, given: Arguments): Promise<Read> {
  const { operation, caller, forbidden, budget } = reading
  let args = given
  let cutFrom: number | undefined
  for (let tries = 1; ; tries += 1) {
    const answer = await caller.request(buildRequest(operation, args))
    const withheld = withholdForbidden(answer.body, forbidden)
    const items = itemsOf(answer)
    if (items === undefined || !isPaged(operation) || tokensOf(withheld.value) <= budget || tries > TRIES)
      return { answer, withheld, args, cutFrom }
    const limit = Math.max(1, Math.min(howManyFit(items, reading), items.length - 1))
    if (items.length <= 1) return { answer, withheld, args, cutFrom }
    cutFrom ??= items.length
    args = { ...args, [LIMIT]: limit }
  }
}

/** Items that are withheld take no room. */
function howManyFit(items: readonly unknown[], { forbidden, budget }: Reading): number {
  const seen = items.map((item) => withholdForbidden(item, forbidden).value ?? '')
  return fitting(seen, budget - FRAME_TOKENS)
}

/** What stands around the items of a page: its cursor. */
const FRAME_TOKENS = 200

function itemsOf({ status, body }: InnerAnswer): readonly unknown[] | undefined {
  if (status >= 300 || typeof body !== 'object' || body === null || !('items' in body)) return undefined
  return Array.isArray(body.items) ? body.items : undefined
}
