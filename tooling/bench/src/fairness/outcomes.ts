/** The outcomes of the requests of each kind: the number of each status, and of failed connections. */
export type Outcomes = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Counts outcomes of requests. */
export class OutcomeCounter {
  readonly #counts: Record<string, Record<string, number>> = {}

  count(kind: string, outcome: number | string): void {
    const counts = (this.#counts[kind] ??= {})
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }

  get outcomes(): Outcomes {
    return this.#counts
  }
}

/** `600 imports: 562 × 202, 38 × 429`. */
export function describeOutcomes(outcomes: Outcomes): string {
  return Object.entries(outcomes)
    .map(([kind, counts]) => {
      const parts = Object.entries(counts).map(([outcome, count]) => `${count} × ${outcome}`)
      return `${kind}: ${parts.join(', ')}`
    })
    .join('; ')
}
