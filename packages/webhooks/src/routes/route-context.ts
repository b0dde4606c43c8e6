import { coversScope, type Principal, ProblemError, unknownValue } from '@tributary/core'
import { findEgressError } from '@tributary/provider-client'
import { Type } from 'typebox'
import { findEndpoint } from '../endpoint-store.ts'
import { EXAMPLE_ID } from '../endpoint-view.ts'
import { START_OVER } from '../events/make-events.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { EndpointRow } from '../tables.ts'
import { webhooksErrors } from '../webhooks-errors.ts'

export type PartsOf = () => Parts

export const EndpointId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the endpoint.', examples: [EXAMPLE_ID] }),
})

/** The person's endpoint; that of another person is not found. */
export async function endpointOf(parts: Parts, userId: string, id: string): Promise<EndpointRow> {
  return foundEndpoint(await findEndpoint(tablesOf(parts), userId, id))
}

export function foundEndpoint(row: EndpointRow | undefined): EndpointRow {
  if (row === undefined)
    throw new ProblemError(webhooksErrors.WEBHOOKS_ENDPOINT_NOT_FOUND, {
      detail: 'GET /api/webhooks/endpoints lists yours.',
    })
  return row
}

/** The address as it is stored. Throws for one that the server may not send to. */
export function checkedUrl(parts: Parts, url: string): string {
  const parsed = new URL(url)
  try {
    parts.checkAddress(parsed)
  } catch (error) {
    const refused = findEgressError(error)
    if (refused === undefined) throw error
    throw new ProblemError(webhooksErrors.WEBHOOKS_BAD_ADDRESS, { detail: refused.message })
  }
  parsed.hash = ''
  return parsed.href
}

/**
 * The types to send to a new address. An API key may choose those whose resources it may read, and without a choice gets these, since
 * events tell what a person has.
 */
export function checkedTypes(
  { feed }: Parts,
  principal: Principal,
  types: readonly string[] | null | undefined,
): readonly string[] | null {
  const known = feed.types()
  const covered = known.filter(({ scopes }) => coversScope(principal, scopes)).map(({ type }) => type)
  // All of them also means those of plugins that are not running now, or are added later.
  if (types === null || types === undefined) return coversScope(principal, READ_ALL) ? null : covered
  for (const type of types) {
    const found = known.find((each) => each.type === type)
    if (found === undefined)
      throw unknownValue({
        parameter: 'types',
        value: type,
        known: known.map((each) => each.type),
        in: 'body',
      })
    if (!covered.includes(type))
      throw new ProblemError(webhooksErrors.WEBHOOKS_SCOPE_MISSING, {
        detail: `The type "${type}" needs the scope ${found.scopes.join(' or ')}.`,
      })
  }
  return [...new Set(types)]
}

const READ_ALL = ['*:read']

/**
 * Throws `WEBHOOKS_SCOPE_MISSING` if an API key may not read what an event tells of: it must neither see the event nor have it sent to an
 * address of its choice.
 */
export function checkEvent({ feed }: Parts, principal: Principal, event: string): void {
  if (event === START_OVER) return
  const type = event.slice(0, event.lastIndexOf('.'))
  const scopes = feed.types().find((each) => each.type === type)?.scopes ?? READ_ALL
  if (coversScope(principal, scopes)) return
  throw new ProblemError(webhooksErrors.WEBHOOKS_SCOPE_MISSING, {
    detail: `The event "${event}" needs the scope ${scopes.join(' or ')}.`,
  })
}
