import type { RecordedExchange } from '@tributary/provider-simulator'
import { kindOfValue, type SecretKind } from './kind-of-value.ts'
import { Replacements } from './replacement.ts'

export interface RedactionOptions {
  /** Random; never kept. */
  readonly key: Uint8Array
  /** Members whose values stay: `name`, where it is that of an artist. */
  readonly keep?: readonly string[]
}

export interface RedactedExchanges {
  readonly exchanges: readonly RecordedExchange[]
  /** How many different values of each kind were replaced. */
  readonly counts: ReadonlyMap<SecretKind, number>
}

/**
 * Replaces what tells whose account was recorded: tokens, names, addresses, ids, each by the same value in all exchanges, also where it
 * occurs within a URL or a text.
 *
 * Two passes: the first finds the values by their members, the second replaces them everywhere.
 */
export function redactExchanges(
  exchanges: readonly RecordedExchange[],
  { key, keep = [] }: RedactionOptions,
): RedactedExchanges {
  const replacements = new Replacements(key)
  const replace = (member: string, value: string | number) => {
    const kind = keep.includes(member) ? undefined : kindOfValue(member, value)
    return kind === undefined ? value : replacements.of(kind, value)
  }
  for (const { url, body } of exchanges) {
    mapValues(body, replace)
    for (const [name, value] of new URL(url).searchParams) replace(name, value)
  }
  const replaceAll = (member: string, value: string | number) => {
    const replaced = replace(member, value)
    return typeof replaced === 'string' && replaced === value && !keep.includes(member)
      ? replacements.within(value)
      : replaced
  }
  return {
    exchanges: exchanges.map((each) => ({
      ...each,
      url: redactUrl(each.url, replaceAll, replacements),
      headers: Object.fromEntries(
        Object.entries(each.headers).map(([name, value]) => [name, replacements.within(value)]),
      ),
      body: mapValues(each.body, replaceAll),
    })),
    counts: replacements.counts,
  }
}

type Replace = (member: string, value: string | number) => string | number

function redactUrl(address: string, replace: Replace, replacements: Replacements): string {
  const url = new URL(address)
  const query = [...url.searchParams].map(([name, value]): [string, string] => [
    name,
    String(replace(name, value)),
  ])
  url.search = new URLSearchParams(query).toString()
  const path = url.pathname.split('/').map((segment) => {
    const text = decodeURIComponent(segment)
    const replaced = replacements.within(text)
    return replaced === text ? segment : encodeURIComponent(replaced)
  })
  url.pathname = path.join('/')
  return url.href
}

/** An entry of a list counts as the member that the list is. */
function mapValues(value: unknown, replace: Replace, member = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') return replace(member, value)
  if (Array.isArray(value)) return value.map((each) => mapValues(each, replace, member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, mapValues(each, replace, name)]),
  )
}
