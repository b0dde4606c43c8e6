import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../parts.ts'
import { effectiveFacts, type FactField } from './effective-facts.ts'

/** What lists can be filtered by: the name of the filter, and the fact behind it. */
export const FACETS = {
  tag: 'tags',
  genre: 'genres',
  topic: 'topics',
  mood: 'moods',
  content_type: 'contentType',
  year: 'year',
} as const satisfies Readonly<Record<string, FactField>>

export type FacetKind = keyof typeof FACETS

export const FACET_KINDS = Object.keys(FACETS) as FacetKind[]

/** The form in which values are compared. */
export function facetValue(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** Writes what holds for a work now into the index of filters. Call it in the transaction that has changed a source or a correction. */
export async function writeFacets(trx: Db, workId: number): Promise<void> {
  // Two enrichers may answer at once: the second waits here, and then sees the answer of the first.
  const work = await trx
    .selectFrom('enrichment_works')
    .select(['user_id', 'corrections'])
    .where('id', '=', workId)
    .forUpdate()
    .executeTakeFirst()
  if (work === undefined) return
  const sources = await trx
    .selectFrom('enrichment_tasks')
    .select(['enricher', 'facts', 'confidence', 'is_doubtful'])
    .where('work_id', '=', workId)
    .execute()
  const facts = effectiveFacts(sources, work.corrections)
  const rows = FACET_KINDS.flatMap((kind) =>
    textsOf(facts[FACETS[kind]]?.value).map((label) => ({ kind, label, value: facetValue(label) })),
  )
  const unique = [...new Map(rows.map((row) => [`${row.kind} ${row.value}`, row])).values()]
  await trx.deleteFrom('enrichment_facets').where('work_id', '=', workId).execute()
  if (unique.length === 0) return
  await trx
    .insertInto('enrichment_facets')
    .values(unique.map((row) => ({ ...row, user_id: work.user_id, work_id: workId })))
    .execute()
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.flatMap((each) =>
    typeof each === 'string' ? [each] : typeof each === 'number' ? [each.toString()] : [],
  )
}

/** The ids of the items of a person that have a value. For the filters of the library. */
export function itemsWithFacet(userId: string, kind: FacetKind, value: string): RawBuilder<unknown> {
  return sql`
    select link.item_id from enrichment_facets as facet join enrichment_items as link on link.work_id = facet.work_id
    where facet.user_id = ${userId} and facet.kind = ${kind} and facet.value = ${facetValue(value)}`
}

/** A value and the number of works that have it. */
export interface FacetCount {
  readonly value: string
  readonly label: string
  readonly works: number
}

export async function countFacets(
  db: Db,
  query: { readonly userId: string; readonly kind: FacetKind; readonly limit: number },
): Promise<FacetCount[]> {
  const { userId, kind, limit } = query
  const { rows } = await sql<FacetCount>`
    select value, min(label) as label, count(*)::integer as works from enrichment_facets
    where user_id = ${userId} and kind = ${kind}
    group by value order by count(*) desc, value limit ${limit}`.execute(db)
  return rows
}
