import type { DatabaseOptions } from '@tributary/database'
import { startJobsServer } from '../jobs-server.ts'
import { longFeeds } from '../long-feed.ts'

// A test that fails ends before it has ended what it started, and its runner waits for all that holds its output.
process.on('disconnect', () => process.exit())

// Runs a worker over the database it is given until it is killed, or stops gracefully when it is told to.
const [options = '{}', feeds = '[]'] = process.argv.slice(2)
const server = await startJobsServer({
  databaseOptions: JSON.parse(options) as DatabaseOptions,
  integrations: longFeeds(JSON.parse(feeds) as Parameters<typeof longFeeds>[0]),
})
process.send?.('ready')
process.on('message', () => {
  void server.stop().then(() => process.disconnect?.())
})
