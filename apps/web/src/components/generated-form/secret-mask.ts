/** How the server shows a secret that is stored. Sent back, it keeps it. In a list of secrets an id follows. */
const MASK = '••••••••'

export function isMask(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(MASK)
}

/** What was entered over a mask: typing into it replaces it as a whole. */
export function withoutMask(before: unknown, entered: string): string {
  if (!isMask(before) || entered === before) return entered
  const mask = String(before)
  // Typed at the end or at the beginning; anything else has broken the mask, and is deleted with it.
  if (entered.startsWith(mask)) return entered.slice(mask.length)
  if (entered.endsWith(mask)) return entered.slice(0, -mask.length)
  return entered.includes('•') ? '' : entered
}
