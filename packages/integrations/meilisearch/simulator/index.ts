export {
  createMeilisearchSimulator,
  type MeilisearchFault,
  type MeilisearchSimulator,
} from './create-meilisearch-simulator.ts'
