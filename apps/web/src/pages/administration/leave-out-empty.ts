/** The members of a search that say something: an address has no empty filters. */
export function leaveOutEmpty<S extends object>(search: S): { [K in keyof S]?: Exclude<S[K], undefined> } {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(kept) as { [K in keyof S]?: Exclude<S[K], undefined> }
}
