import { mediaStream } from '@tributary/integration-kit'
import { importViewingHistory } from './import-viewing-history.ts'

export const viewingHistory = mediaStream({
  id: 'viewing-history',
  displayName: 'Viewing history',
  importFile: (context) => importViewingHistory(context, Date.now),
})
