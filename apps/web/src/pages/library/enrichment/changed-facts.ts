import type { EnrichmentEnrichedWork, EnrichmentWorkCorrections } from '@tributary/client'

/** The facts as fields of a form. */
export interface FactForm {
  readonly genres: string[]
  readonly tags: string[]
  readonly topics: string[]
  readonly moods: string[]
  /** As typed. */
  readonly year: string
  readonly contentType: string
}

const LISTS = ['genres', 'tags', 'topics', 'moods'] as const

export function formOf({ facts }: Pick<EnrichmentEnrichedWork, 'facts'>): FactForm {
  const listOf = (name: string) => {
    const value = facts[name]?.value
    return Array.isArray(value) ? value : []
  }
  const textOf = (name: string) => {
    const value = facts[name]?.value
    return value === undefined || Array.isArray(value) ? '' : String(value)
  }
  return {
    genres: listOf('genres'),
    tags: listOf('tags'),
    topics: listOf('topics'),
    moods: listOf('moods'),
    year: textOf('year'),
    contentType: textOf('contentType'),
  }
}

/** What has been changed: only that becomes a correction, since the rest is to follow what is found out later. An emptied year is withdrawn. */
export function changedFacts(before: FactForm, after: FactForm): EnrichmentWorkCorrections {
  const changed: Record<string, unknown> = {}
  for (const name of LISTS)
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) changed[name] = after[name]
  if (before.year !== after.year) changed['year'] = after.year === '' ? null : Number(after.year)
  if (before.contentType !== after.contentType)
    changed['contentType'] = after.contentType === '' ? null : after.contentType
  return changed
}
