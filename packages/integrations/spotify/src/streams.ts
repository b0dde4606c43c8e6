import { mediaStream } from '@tributary/integration-kit'
import { RECENTLY_PLAYED_SCOPE } from './api.ts'
import { importPlays } from './import-plays.ts'
import { syncRecentlyPlayed } from './sync-recently-played.ts'

export const recentlyPlayed = mediaStream({
  id: 'recently-played',
  displayName: 'Recently played',
  scopes: [RECENTLY_PLAYED_SCOPE],
  sync: syncRecentlyPlayed,
})

export const streamingHistory = mediaStream({
  id: 'streaming-history',
  displayName: 'Streaming history',
  importFile: importPlays,
})
