import { setTimeout as sleep } from 'node:timers/promises'
import {
  auditGetEntry,
  auditListEntries,
  listenbrainzSyncOnlyConnection,
  webhooksCreateEndpoint,
  webhooksDeleteEndpoint,
  webhooksGetDelivery,
  webhooksGetEndpoint,
  webhooksListDeliveries,
  webhooksListEndpoints,
  webhooksRedeliverDelivery,
  webhooksRotateSecret,
  webhooksTestEndpoint,
  webhooksUpdateEndpoint,
} from '../../src/index.ts'
import type { World } from './world.ts'

const LOOK_MILLISECONDS = 50

/** Webhooks to a receiver of the test, and the log of what administrators have done. */
export function webhooksCalls({ client, receiver }: World) {
  let endpointId = ''
  let deliveryId = ''
  const path = () => ({ id: endpointId })
  return {
    async webhooksCreateEndpoint() {
      const body = { url: receiver.url, types: ['job' as const] }
      endpointId = (await webhooksCreateEndpoint({ client, body })).data.id
    },
    webhooksListEndpoints: () => webhooksListEndpoints({ client }),
    webhooksGetEndpoint: () => webhooksGetEndpoint({ client, path: path() }),
    webhooksUpdateEndpoint: () => webhooksUpdateEndpoint({ client, path: path(), body: { enabled: true } }),
    webhooksRotateSecret: () => webhooksRotateSecret({ client, path: path() }),
    webhooksTestEndpoint: () => webhooksTestEndpoint({ client, path: path() }),
    /** Of a job that begins now. */
    async webhooksListDeliveries() {
      await listenbrainzSyncOnlyConnection({ client })
      const query = { endpointId, status: 'delivered' as const }
      for (;;) {
        const { data } = await webhooksListDeliveries({ client, query })
        deliveryId = data.items[0]?.id ?? ''
        if (deliveryId !== '') return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    webhooksGetDelivery: () => webhooksGetDelivery({ client, path: { id: deliveryId } }),
    webhooksRedeliverDelivery: () => webhooksRedeliverDelivery({ client, path: { id: deliveryId } }),
    webhooksDeleteEndpoint: () => webhooksDeleteEndpoint({ client, path: path() }),
    auditListEntries: () => auditListEntries({ client, query: { subjectType: 'user' } }),
    async auditGetEntry() {
      const { data } = await auditListEntries({ client })
      await auditGetEntry({ client, path: { id: data.items[0]?.id ?? '' } })
    },
  }
}
