import type { IntegrationDefinition, WebhookEvent } from '@tributary/integration-kit/host'
import type { Connections, OwnConnection } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import { askedWindow } from '../routes/asked-window.ts'
import { SYNCED } from '../routes/sync.ts'

/** What events are applied with. */
export interface WebhookServices {
  readonly definition: IntegrationDefinition
  readonly connectionService: () => Connections
  readonly importService: () => Imports
}

/**
 * Does what the provider tells, for each connection of the account: several people may have connected it. What is told of accounts that
 * no user has connected changes nothing on this server.
 */
export async function applyEvents(services: WebhookServices, events: readonly WebhookEvent[]): Promise<void> {
  const { name } = services.definition
  for (const event of events) {
    const found = await services.connectionService().findByAccount(name, event.accountId)
    for (const { userId, connection } of found) {
      const own = { userId, connectionId: connection.id }
      if ('withdrawn' in event) await services.connectionService().withdraw(own)
      else if ('remove' in event) await removeRecords(services, own, event.remove)
      else if (SYNCED.has(connection.status)) await queueSync(services, own, event.sync)
    }
  }
}

async function removeRecords(
  { definition, importService }: WebhookServices,
  own: OwnConnection,
  { stream, externalIds }: Extract<WebhookEvent, { remove: unknown }>['remove'],
): Promise<void> {
  await importService().removeRecords({ ...own, integration: definition.name, stream, externalIds })
}

async function queueSync(
  { definition, importService }: WebhookServices,
  own: OwnConnection,
  { streams, window }: Extract<WebhookEvent, { sync: unknown }>['sync'],
): Promise<void> {
  await importService().submitSync({
    ...own,
    integration: definition.name,
    window: askedWindow({ from: window?.startDate, to: window?.endDate }, definition, new Date()),
    streams,
    trigger: 'webhook',
  })
}
