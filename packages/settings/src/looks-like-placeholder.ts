import type { FieldKind } from '@tributary/integration-kit/host'

/** What is typed or pasted on one line. */
const ONE_LINE: ReadonlySet<FieldKind> = new Set(['text', 'url', 'email', 'phone', 'timeZone', 'secret'])

/** `…`, `...`; `<client id>`; `your-client-id`, `YOUR_CLIENT_SECRET`. A name like "Your music" is none. */
const WHOLE = [/^(…|\.{3,})$/, /^<[^<>]*>$/, /^your(?:[-_][a-z]+)+$/i, /^your (?:client|api|app|secret)\b/i]

/** Kinds in which an ellipsis never stands for itself: `xoxb-…`, `https://…`. */
const EXACT: ReadonlySet<FieldKind> = new Set(['url', 'email', 'phone', 'secret'])

/** The value as it is kept: what is pasted brings spaces and line ends along, which no provider takes. */
export function trimmed(kind: FieldKind, value: unknown): unknown {
  return typeof value === 'string' && ONE_LINE.has(kind) ? value.trim() : value
}

/** Whether a value, trimmed, is still what a documentation has in the place of one. */
export function looksLikePlaceholder(kind: FieldKind, value: unknown): boolean {
  if (typeof value !== 'string' || !ONE_LINE.has(kind)) return false
  return WHOLE.some((form) => form.test(value)) || (EXACT.has(kind) && value.includes('…'))
}
