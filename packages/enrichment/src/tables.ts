import type { MediaType } from '@tributary/integration-kit'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { TaskState } from './task-states.ts'

/** A column of `jsonb`: written as text. */
type Json<T> = ColumnType<T, string, string>

export interface EnrichmentWorksTable {
  id: Generated<number>
  user_id: string
  key: string
  platform: string
  type: MediaType
  title: string
  series_title: string | null
  season_title: string | null
  season_number: number | null
  episode_title: string | null
  episode_number: number | null
  creators: Json<string[] | null>
  duration_seconds: number | null
  url: string | null
  /**
   * What a person has corrected by hand: it takes the place of what enrichers say. `matches`: which work is meant, by the name of the
   * enricher that is asked about it.
   */
  corrections: Json<Record<string, unknown>>
  corrected_at: Date | null
  created_at: Generated<Date>
}

export interface EnrichmentItemsTable {
  item_id: number
  work_id: number
}

export interface EnrichmentTasksTable {
  id: Generated<number>
  user_id: string
  work_id: number
  enricher: string
  version: number
  /** What besides the version decides the answers of the enricher: the model. */
  variant: string | null
  state: Generated<TaskState>
  /** Why it failed or was skipped; of a pending one, what went wrong the last time. */
  reason: string | null
  attempts: Generated<number>
  next_attempt_at: Date | null
  /** Of the batch that has claimed it. */
  fence: number | null
  outcome: 'found' | 'not_found' | null
  confidence: number | null
  is_doubtful: Generated<boolean>
  facts: Json<Record<string, unknown> | null>
  detail: Json<Record<string, unknown> | null>
  /** The version that gave the facts, which may be older than `version`. */
  answered_version: number | null
  answered_at: Date | null
  keep_until: Date | null
}

export interface EnrichmentFacetsTable {
  user_id: string
  work_id: number
  kind: string
  value: string
  /** As shown. */
  label: string
}

export interface EnrichmentEnrichersTable {
  name: string
  /** Grows with each claim: a batch with a lower number may not commit. */
  fence: Generated<number>
  leased_until: Date | null
  /** When it is asked again after a refusal. */
  rests_until: Date | null
  reason: string | null
  reason_code: string | null
  failures: Generated<number>
}

export interface EnrichmentPeopleTable {
  user_id: string
  /** Of the feed of changes; null: from the beginning. */
  cursor: string | null
}

export interface EnrichmentSpendingTable {
  day: string
  items: number
  /** Reserved before each request and settled after it; what was never settled stays counted. */
  tokens: number
  input_tokens: number
  output_tokens: number
  cost: string
}

export interface EnrichmentTables {
  enrichment_works: EnrichmentWorksTable
  enrichment_items: EnrichmentItemsTable
  enrichment_tasks: EnrichmentTasksTable
  enrichment_facets: EnrichmentFacetsTable
  enrichment_enrichers: EnrichmentEnrichersTable
  enrichment_people: EnrichmentPeopleTable
  enrichment_spending: EnrichmentSpendingTable
}

export type WorkRow = Selectable<EnrichmentWorksTable>
export type TaskRow = Selectable<EnrichmentTasksTable>
