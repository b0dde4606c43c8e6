export { meilisearch } from './integration.ts'
