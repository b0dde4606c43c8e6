import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { describeEvents } from '../src/events/event-document.ts'
import { webhooksErrors } from '../src/index.ts'
import { receiveEvents } from './readme-example.ts'
import { addThings } from './things-plugin.ts'
import { startWebhooks } from './webhooks-server.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the one that runs here', async () => {
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${await read('./readme-example.ts')}\`\`\``)
})

test('the receiver of the README takes events with the signature of its endpoint alone', async () => {
  const server = await startWebhooks()
  const events: unknown[] = []
  const listening = receiveEvents('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=', (event) =>
    events.push(event),
  )
  try {
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`
    const { id, secret } = await server.ada.createEndpoint({ url })
    const refused = await server.ada.send('POST', `/api/webhooks/endpoints/${id}/test`)
    expect(refused.json()).toMatchObject({ statusCode: 400, answer: 'The signature is wrong' })
    await new Promise((resolve) => listening.close(resolve))
    const own = receiveEvents(secret, (event) => events.push(event))
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve))
    const moved = `http://127.0.0.1:${(own.address() as AddressInfo).port}/`
    await server.ada.send('PATCH', `/api/webhooks/endpoints/${id}`, { url: moved })
    await addThings(server.db, server.ada.id, 1)
    await vi.waitFor(() => expect(events).toMatchObject([{ type: 'item.changed' }]), { timeout: 5_000 })
    own.closeAllConnections()
    own.close()
  } finally {
    listening.closeAllConnections()
    listening.close()
    await server.stop()
  }
})

test('the README lists all errors and all events', async () => {
  const readme = await read('../README.md')
  const codes = [...readme.matchAll(/`(WEBHOOKS_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(webhooksErrors)))
  const events = [...readme.matchAll(/`([a-z]+\.(?:changed|deleted|start_over|test))`/g)].map(
    ([, type]) => type,
  )
  expect(new Set(events)).toEqual(new Set(Object.keys(describeEvents().webhooks ?? {})))
})
