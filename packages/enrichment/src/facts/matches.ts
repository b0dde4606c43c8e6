/** Which works a person has said are meant, by enricher, among the corrections of a work. */
export function matchesOf(corrections: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const { matches } = corrections
  return typeof matches === 'object' && matches !== null ? (matches as Record<string, string>) : {}
}
