export { askOnce } from './enrichers/ask-once.ts'
export { enrichEach } from './enrichers/enrich-each.ts'
export {
  type EnrichContext,
  type Enricher,
  type EnricherMatch,
  type EnricherOptions,
  enricher,
} from './enrichers/enricher.ts'
export { EnrichmentFacts } from './enrichers/enrichment-facts.ts'
export { EnrichmentResult } from './enrichers/enrichment-result.ts'
export { matchTitle, type TitleMatch } from './enrichers/titles/match-title.ts'
export type { CatalogueEpisode, CatalogueTitle, TitleCatalogue } from './enrichers/titles/title-catalogue.ts'
export type { Work } from './enrichers/work.ts'
