import type { Entry } from './entry-format.ts'

/** Members about the person's device, address or account, in the words of any year: `ip_addr_decrypted`, `username`. */
const PERSONAL = /ip_?addr|user_?agent|user_?name|e_?mail|^ip$/i

/** Older files have the whole user agent here: `web_player windows 10;chrome 92.0.4515.131;desktop`. */
const PLAIN_PLATFORM = /^[a-z_]{1,20}$/i

/** An entry as it is, whatever its members mean, but for what is about the person's device, address or account. */
export function rawOf(entry: Entry): Record<string, unknown> {
  const raw = withoutPersonal(entry)
  const { platform } = entry
  if (typeof platform === 'string' && !PLAIN_PLATFORM.test(platform)) delete raw['platform']
  return raw
}

function withoutPersonal(members: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]: [string, unknown]) =>
      PERSONAL.test(name) ? [] : [[name, inner(value)]],
    ),
  )
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner)
  return typeof value === 'object' && value !== null ? withoutPersonal(value) : value
}
