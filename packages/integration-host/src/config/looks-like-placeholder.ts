import type { FieldKind } from '@tributary/integration-kit/host'

/** Kinds that are entered on one line. */
const ONE_LINE: ReadonlySet<FieldKind> = new Set(['text', 'url', 'email', 'phone', 'time_zone', 'secret'])

/**
 * `…`, `...`; `<client id>`; `your-client-id`, `YOUR_CLIENT_SECRET`. A name like "Your music" is not a placeholder.
 */
const WHOLE = [/^(…|\.{3,})$/, /^<[^<>]*>$/, /^your(?:[-_][a-z]+)+$/i, /^your (?:client|api|app|secret)\b/i]

/** Kinds in which an ellipsis is never a real value: `xoxb-…`, `https://…`. */
const EXACT: ReadonlySet<FieldKind> = new Set(['url', 'email', 'phone', 'secret'])

/** The value to store: pasted text has surrounding whitespace, which providers reject. */
export function trimmed(kind: FieldKind, value: unknown): unknown {
  return typeof value === 'string' && ONE_LINE.has(kind) ? value.trim() : value
}

/** Whether a trimmed value is still a placeholder of a documentation. */
export function looksLikePlaceholder(kind: FieldKind, value: unknown): boolean {
  if (typeof value !== 'string' || !ONE_LINE.has(kind)) return false
  return WHOLE.some((form) => form.test(value)) || (EXACT.has(kind) && value.includes('…'))
}
