/** https://www.meilisearch.com/docs/reference/api/settings */
export const SETTINGS = {
  searchableAttributes: ['text'],
  filterableAttributes: ['id', 'person', 'source', 'kind', 'at'],
  displayedAttributes: ['id'],
  // The default is 1,000: one page of an answer.
  pagination: { maxTotalHits: 10_000 },
} as const
