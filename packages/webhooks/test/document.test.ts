import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addTask, addThings, deleteThing } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver

beforeAll(async () => {
  server = await startWebhooks()
  receiver = await Receiver.start()
})
afterAll(async () => {
  await server.stop()
  await receiver.stop()
})

test('each event that is sent is as the document describes it', async () => {
  const { ada, db } = server
  const document = server.kernel.document()
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', components: document.components })
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  const [thing = ''] = await addThings(db, ada.id, 1)
  await addTask(db, ada.id)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 20_000 })
  await deleteThing(db, thing)
  await ada.send('POST', `/api/webhooks/endpoints/${id}/test`)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(4), { timeout: 20_000 })
  await db.updateTable('webhook_endpoints').set({ cursor: null }).execute()
  await addTask(db, ada.id)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(5), { timeout: 20_000 })
  const seen = new Set(receiver.received.map(({ event }) => event.type))
  expect(seen).toEqual(
    new Set(['item.changed', 'job.changed', 'item.deleted', 'webhook.test', 'changes.start_over']),
  )
  for (const { event, headers } of receiver.received) {
    const operation = document.webhooks?.[event.type]?.['post']
    const schema = operation?.requestBody?.content?.['application/json']?.schema
    const reference = (schema as { readonly $ref: string } | undefined)?.$ref
    expect(ajv.validate({ $ref: `api${reference}` }, event), ajv.errorsText()).toBe(true)
    const { parameters = [] } = operation ?? {}
    for (const { name } of parameters as unknown as { name: string }[]) expect(headers[name]).toBeDefined()
  }
})
