import type { Boot } from '../boot-phases.ts'
import type { OwnApp } from '../http/plugin-apps.ts'
import type { PluginRecord } from '../plugin-record.ts'

/** How long requests that were open may go on, in milliseconds. Streams of events end then, and their clients come back to the new plugin. */
const OPEN_REQUESTS_LIMIT = 10_000
/** How long they may take to end when the instance closes. */
const CLOSING_LIMIT = 2_000

/** Ends a plugin that takes no more requests: its open ones finish, then it stops, then its services are disposed of. Never rejects. */
export async function retirePlugin(boot: Boot, record: PluginRecord, own: OwnApp | undefined): Promise<void> {
  const { calls, services, contributions, limits, logger } = boot
  record.standing = 'retired'
  if (own !== undefined) {
    await own.open.ended(OPEN_REQUESTS_LIMIT)
    await calls.attempt(`closing the routes of plugin "${record.name}"`, async () => await own.app.close())
    await own.open.ended(CLOSING_LIMIT)
  }
  if (record.startCalled) await calls.stop(record)
  for (const error of await services.disposeOf(record, limits.stop))
    logger.error({ plugin: record.name, err: error }, error.message)
  services.remove(record)
  contributions.remove(record)
}
