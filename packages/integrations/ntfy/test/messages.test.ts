import { openProvider } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { createNtfySimulator } from '../simulator/index.ts'
import { ntfy } from '../src/index.ts'

test('the severity decides the priority and the emoji, and the address opens with a touch', async () => {
  await using simulator = await createNtfySimulator()
  const { endpoints } = simulator
  const values = { topic: 'alerts' }
  await using opened = await openProvider({ integration: ntfy, kind: 'notification', values, endpoints })
  for (const severity of ['info', 'warning', 'error'] as const)
    await opened.use((channel) =>
      channel.send({ title: 'Größe', text: 'Text', severity, url: 'https://a.example/1' }),
    )
  expect(simulator.messages()).toEqual([
    { topic: 'alerts', title: 'Größe', message: 'Text', priority: 3, tags: [], click: 'https://a.example/1' },
    expect.objectContaining({ priority: 4, tags: ['warning'] }),
    expect.objectContaining({ priority: 5, tags: ['rotating_light'] }),
  ])
})

test('a server of one’s own is asked at its address, with the token', async () => {
  await using simulator = await createNtfySimulator({ server: 'https://push.example.org' })
  const { endpoints } = simulator
  const token = simulator.controls.grant().accessToken
  const values = { server: 'https://push.example.org', topic: 'private-a', token }
  await using opened = await openProvider({ integration: ntfy, kind: 'notification', values, endpoints })
  expect(await opened.test()).toEqual(['Read the health of the server', 'Sent a test message to private-a'])
  expect(await opened.health()).toEqual(['Read the health of the server'])
  expect(simulator.messages()).toHaveLength(1)
})

test('a server in a private network needs the permission of the operator', async () => {
  const values = { server: 'http://127.0.0.1:9', topic: 'alerts' }
  await using opened = await openProvider({ integration: ntfy, kind: 'notification', values })
  await expect(opened.test()).rejects.toMatchObject({ code: 'bad_configuration' })
})
