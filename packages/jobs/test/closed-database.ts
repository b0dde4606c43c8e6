import type { DatabaseOptions } from '@tributary/database'
import type { StartDatabase } from '@tributary/database/testing'

/** An empty database that nobody has open: a server opens it, stops, and opens it again. */
export async function closedDatabase(start: StartDatabase): Promise<DatabaseOptions> {
  const test = await start()
  await test.database.close()
  return test.options
}
