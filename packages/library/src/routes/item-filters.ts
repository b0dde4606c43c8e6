import { checkDateRange, dateRangeParameters, unknownValue } from '@tributary/core'
import type { Database } from '@tributary/database'
import { type IntegrationDefinition, MEDIA_TYPES } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import type { FacetName, ItemFacets } from '../item-facets.ts'
import { type FacetFilter, type ItemFilter, listIntegrations } from '../item-store.ts'
import type { ItemSearch } from '../search/item-search.ts'
import type { LibraryTables } from '../tables.ts'

/** What the routes of the library work with; looked up at each request, since plugins come and go. */
export interface LibraryRoutesContext {
  readonly database: () => Database
  readonly tables: () => Kysely<LibraryTables>
  /** The integrations that are running. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** What other plugins know of items. */
  readonly facets: () => readonly ItemFacets[]
  /** Indexes of other plugins. */
  readonly searches: () => readonly ItemSearch[]
  /** The time zone that a person has chosen; null without a choice. */
  readonly timeZoneOf: (userId: string) => Promise<string | null>
}

/** The query parameters that narrow lists, counts and exports. */
export const itemFilters = {
  integration: Type.Optional(
    Type.String({ maxLength: 100, description: 'Only what this integration delivered: `netflix`.' }),
  ),
  type: Type.Optional(Type.Enum([...MEDIA_TYPES], { type: 'string', description: 'Only of this type.' })),
  ...dateRangeParameters,
  text: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Anywhere in the title, whatever the case.' }),
  ),
  tag: facetParameter('Only items with this tag: `trip-hop`.'),
  genre: facetParameter('Only items of this genre: `Drama`.'),
  topic: facetParameter('Only items about this topic, as the language model tells: `history`.'),
  mood: facetParameter('Only items of this mood, as the language model tells: `calm`.'),
  contentType: facetParameter('Only items of this kind, as the language model tells: `documentary`.'),
  year: Type.Optional(
    Type.Integer({
      minimum: 1000,
      maximum: 3000,
      description: 'Only items whose work first appeared in this year.',
    }),
  ),
}

function facetParameter(description: string) {
  return Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: `${description} Whatever the case. Enrichers have to know it: \`GET /api/enrichment/facets\` lists the values.`,
    }),
  )
}

/** The filters as they are in the query of a request. */
export type FilterQuery = Omit<ItemFilter, 'facets' | 'foundIds'> & {
  readonly [Name in Exclude<FacetName, 'content_type'> | 'contentType']?: string | number | undefined
}

/**
 * The filter of a request. Refuses filters that no item can pass by mistake: `KERNEL_BAD_RANGE` for reversed dates, `KERNEL_UNKNOWN_VALUE` for an integration that is
 * neither running nor has delivered items of the user.
 */
export async function checkFilters(
  context: LibraryRoutesContext,
  userId: string,
  query: FilterQuery,
): Promise<ItemFilter> {
  const { tag, genre, topic, mood, contentType, year, ...filter } = query
  checkDateRange(filter)
  await checkIntegration(context, userId, filter.integration)
  const asked = Object.entries({ tag, genre, topic, mood, content_type: contentType, year }) as [
    FacetName,
    string | number | undefined,
  ][]
  const facets = asked.flatMap(([facet, value]) =>
    value === undefined ? [] : [facetFilter(context, { userId, facet, value: String(value) })],
  )
  const foundIds = await findIds(context, userId, filter)
  return {
    ...filter,
    ...(facets.length === 0 ? {} : { facets }),
    ...(foundIds === undefined ? {} : { foundIds }),
  }
}

/**
 * Independent of the dates, so that the list of a day and the timeline over all days have the same answer: an index that could answer one of
 * them alone would contradict itself.
 */
async function findIds(
  { searches }: LibraryRoutesContext,
  userId: string,
  { text, integration, type }: ItemFilter,
): Promise<readonly string[] | undefined> {
  if (text === undefined) return undefined
  for (const search of searches()) {
    const found = await search.find({ userId, text, integration, type })
    if (found !== undefined) return found
  }
  return undefined
}

function facetFilter(
  { facets }: LibraryRoutesContext,
  { userId, facet, value }: { readonly userId: string; readonly facet: FacetName; readonly value: string },
): FacetFilter {
  return { facet, value, queries: facets().map((known) => known.itemsWith(userId, facet, value)) }
}

async function checkIntegration(
  { tables, definitions }: LibraryRoutesContext,
  userId: string,
  integration: string | undefined,
): Promise<void> {
  if (integration === undefined) return
  const running = definitions().map(({ name }) => name)
  if (running.includes(integration)) return
  const known = new Set([...running, ...(await listIntegrations(tables(), userId))])
  if (known.has(integration)) return
  throw unknownValue({ parameter: 'integration', value: integration, known: [...known] })
}
