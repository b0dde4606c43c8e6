import { asSent, isNumberAsSent } from './json-as-sent.ts'

/**
 * An object without the members of some names, at any depth, such as those of a person's device, address or account. `JSON.stringify` writes the numbers
 * of an entry of a file as they were sent.
 *
 * @example
 * withoutMembers({ title: 'A', ip_addr: '192.0.2.1' }, /^ip_addr/) // { title: 'A' }
 */
export function withoutMembers(members: object, names: RegExp): Record<string, unknown> {
  const kept: [string, unknown][] = Object.entries(asSent(members)).filter(([name]) => !names.test(name))
  for (const member of kept) member[1] = inner(member[1], names)
  return Object.fromEntries(kept)
}

function inner(value: unknown, names: RegExp): unknown {
  if (Array.isArray(value)) return value.map((each) => inner(each, names))
  return typeof value === 'object' && value !== null && !isNumberAsSent(value)
    ? withoutMembers(value, names)
    : value
}
