export {
  type EnrichContext,
  type Enricher,
  type EnricherMatch,
  type EnricherOptions,
  enricher,
} from './enrichers/enricher.ts'
export { EnrichmentFacts } from './enrichers/enrichment-facts.ts'
export { EnrichmentResult } from './enrichers/enrichment-result.ts'
export type { Work } from './enrichers/work.ts'
