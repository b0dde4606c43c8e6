import { eventStream, mediaStream } from '@tributary/integration-kit'
import { importActivities } from '@tributary/integration-kit/files'
import { searchRecord, watchRecord } from './mapping.ts'
import { HISTORY } from './takeout.ts'

// HTML and JSON write the same row differently.
const rawChanges = 'ignore'

export const watchHistory = mediaStream({
  id: 'watch-history',
  displayName: 'Watch history',
  rawChanges,
  importFile: (context) => importActivities(context, HISTORY, { only: 'watch', toRecord: watchRecord }),
})

export const searchHistory = eventStream({
  id: 'search-history',
  displayName: 'Search history',
  types: { search: { label: 'Search' } },
  rawChanges,
  importFile: (context) => importActivities(context, HISTORY, { only: 'search', toRecord: searchRecord }),
})
