import type { APIRequestContext } from 'playwright-core'
import { createDemo } from './create-demo.ts'

/** Gives the signed-in administrator something of everything that a page shows. The server has the plugin `courier`. */
export async function fillAccount(request: APIRequestContext, origin: string): Promise<void> {
  const post = async (path: string, data: object) => {
    const answer = await request.post(path, { data, headers: { origin } })
    if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as { readonly id: string }
  }
  await createDemo(request, origin)
  await post('/api/metrics/templates', {
    name: 'Evening',
    entries: [
      { kind: 'manual', label: 'Mood', metric: 'manual.mood', type: 'number' },
      { kind: 'manual', label: 'Diary', metric: 'manual.diary', type: 'text' },
    ],
  })
  await post('/api/webhooks/endpoints', {
    url: 'https://hooks.example.org/tributary',
    description: 'Home automation',
  })
  const instance = await post('/api/admin/plugins/instances', {
    plugin: 'courier',
    kind: 'notification',
    name: 'operators',
    values: {
      address: 'https://chat.example.org',
      token: 'canary-token-of-the-service',
      accountId: '12345',
    },
  })
  const opened = await request.put(`/api/admin/notifications/services/${instance.id}`, {
    data: { isOpen: true },
    headers: { origin },
  })
  if (!opened.ok()) throw new Error(`the service was not opened: ${await opened.text()}`)
  await post('/api/notifications/delivery/channels', {
    serviceId: instance.id,
    name: 'My mail',
    recipient: { address: 'ada@example.org' },
  })
}
