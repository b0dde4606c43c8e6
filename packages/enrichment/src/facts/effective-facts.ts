import type { TaskRow } from '../tables.ts'
import { UNIVERSAL } from '../universal/universal-name.ts'

/** The facts that a person can correct, by what they are. */
export const FACT_FIELDS = {
  tags: 'list',
  genres: 'list',
  topics: 'list',
  moods: 'list',
  creators: 'list',
  year: 'value',
  runtimeMinutes: 'value',
  language: 'value',
  posterUrl: 'value',
  contentType: 'value',
} as const

export type FactField = keyof typeof FACT_FIELDS

/** One fact and where it is from: the names of enrichers, or `person`. */
export interface EffectiveFact {
  readonly value: unknown
  readonly origins: readonly string[]
}

export const BY_HAND = 'person'

type Source = Pick<TaskRow, 'enricher' | 'facts' | 'confidence' | 'is_doubtful'>

/**
 * What holds for a work. A correction takes the place of everything. Of values, the surest source has the last word; lists of all sources
 * are joined, the surest first. Doubtful facts only count where there are no others. Among equally sure sources, the language model comes
 * last and the rest are in the order of their names, so that the same sources always give the same.
 */
export function effectiveFacts(
  sources: readonly Source[],
  corrections: Readonly<Record<string, unknown>>,
): Partial<Record<FactField, EffectiveFact>> {
  const ranked = sources
    .filter(({ facts }) => facts !== null)
    .toSorted(
      (a, b) =>
        Number(a.is_doubtful) - Number(b.is_doubtful) ||
        (b.confidence ?? 0) - (a.confidence ?? 0) ||
        Number(a.enricher === UNIVERSAL) - Number(b.enricher === UNIVERSAL) ||
        (a.enricher < b.enricher ? -1 : 1),
    )
  const fields = Object.keys(FACT_FIELDS) as FactField[]
  const found = fields.flatMap((field) => {
    const fact = Object.hasOwn(corrections, field)
      ? { value: corrections[field], origins: [BY_HAND] }
      : FACT_FIELDS[field] === 'list'
        ? joined(ranked, field)
        : surest(ranked, field)
    return fact === undefined ? [] : [[field, fact] as const]
  })
  return Object.fromEntries(found)
}

function surest(ranked: readonly Source[], field: FactField): EffectiveFact | undefined {
  const source = ranked.find(({ facts }) => facts?.[field] !== undefined)
  return source === undefined ? undefined : { value: source.facts?.[field], origins: [source.enricher] }
}

function joined(ranked: readonly Source[], field: FactField): EffectiveFact | undefined {
  const having = ranked.filter(({ facts }) => Array.isArray(facts?.[field]))
  const certain = having.filter(({ is_doubtful: isDoubtful }) => !isDoubtful)
  const used = certain.length > 0 ? certain : having
  if (used.length === 0) return undefined
  const words = used.flatMap(({ facts }) => facts?.[field] as string[])
  const firstOf = new Map<string, string>()
  for (const word of words) if (!firstOf.has(word.toLowerCase())) firstOf.set(word.toLowerCase(), word)
  return { value: [...firstOf.values()], origins: used.map(({ enricher }) => enricher) }
}
