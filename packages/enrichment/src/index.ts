export { enrichmentErrors } from './enrichment-errors.ts'
export { type EnrichmentOptions, enrichmentPlugin } from './enrichment-plugin.ts'
