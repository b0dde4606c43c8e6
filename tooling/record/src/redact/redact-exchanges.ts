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
  for (const { url, headers, body } of exchanges) {
    mapValues(body, replace)
    for (const text of [url, ...Object.values(headers), ...textsIn(body)])
      for (const address of addressesIn(text))
        for (const [name, value] of new URL(address).searchParams) replace(name, value)
  }
  const replaceText = (text: string) => redactAddresses(text, replace, replacements)
  const replaceAll = (member: string, value: string | number) => {
    const replaced = replace(member, value)
    return typeof replaced === 'string' && replaced === value && !keep.includes(member)
      ? replaceText(value)
      : replaced
  }
  return {
    exchanges: exchanges.map((each) => ({
      ...each,
      url: redactUrl(each.url, replaceAll, replacements),
      headers: Object.fromEntries(
        Object.entries(each.headers).map(([name, value]) => [name, replaceText(value)]),
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

/** Web addresses within a text: the next page in a member or in the header `link`, whose query may hold a token. */
const ADDRESS = /https?:\/\/[^\s"'<>]+/g

function addressesIn(text: string): readonly string[] {
  return (text.match(ADDRESS) ?? []).filter((address) => URL.canParse(address))
}

/** Redacts the addresses in a text, and then what is left of it. An address without a query stays as it is written. */
function redactAddresses(text: string, replace: Replace, replacements: Replacements): string {
  const redacted = text.replaceAll(ADDRESS, (address) =>
    address.includes('?') && URL.canParse(address) ? redactUrl(address, replace, replacements) : address,
  )
  return replacements.within(redacted)
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/**
 * An entry of a list counts as the member that the list is. A name of a member that is an id or an address by its form, where an object lists
 * things by their ids, is replaced as well.
 */
function mapValues(value: unknown, replace: Replace, member = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') return replace(member, value)
  if (Array.isArray(value)) return value.map((each) => mapValues(each, replace, member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [replace('', name), mapValues(each, replace, name)]),
  )
}
