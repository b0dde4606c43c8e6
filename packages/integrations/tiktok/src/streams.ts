import { eventStream, mediaStream } from '@tributary/integration-kit'
import { importSections } from '@tributary/integration-kit/files'
import { EXPORT } from './export-table.ts'
import { eventRecord, viewRecord } from './mapping.ts'

// JSON and text write the same entry differently.
const rawChanges = 'ignore'

export const watchHistory = mediaStream({
  id: 'watch-history',
  displayName: 'Watch history',
  rawChanges,
  importFile: (context) => importSections(context, EXPORT, { only: ['view'], read: viewRecord }),
})

export const likesAndSearches = eventStream({
  id: 'likes-and-searches',
  displayName: 'Likes, favorites and searches',
  types: { like: { label: 'Like' }, favorite: { label: 'Favorite' }, search: { label: 'Search' } },
  fields: { link: { label: 'Link', type: 'text' } },
  rawChanges,
  importFile: (context) =>
    importSections(context, EXPORT, { only: ['like', 'favorite', 'search'], read: eventRecord }),
})
