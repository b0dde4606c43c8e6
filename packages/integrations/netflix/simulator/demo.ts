import type { DemoProvider } from '@tributary/provider-simulator'
import { generateViewingHistory } from './generate-viewing-history.ts'

/** Three viewings on each of some three hundred evenings, over more than a year. */
const ROWS = 900

const demo: DemoProvider = {
  createFiles: async () => [
    {
      filename: 'NetflixViewingHistory.csv',
      contentType: 'text/csv',
      content: generateViewingHistory({ rows: ROWS, newestDate: new Date().toISOString().slice(0, 10) }),
      // A profile of its own: none of its viewings is one of the person's.
      options: { profile: 'Alex (demo)' },
    },
  ],
}

export default demo
