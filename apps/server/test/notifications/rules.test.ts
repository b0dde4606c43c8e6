import { createNtfySimulator } from '@tributary/integration-ntfy/simulator'
import { expect, test, vi } from 'vitest'
import { DemoPlace, waitForJobs } from '../demo/demo-server.ts'
import { endpointsSetting } from '../requests/endpoints-setting.ts'
import type { ServerProcess } from '../server-process.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- answers of several shapes
async function send(server: ServerProcess, method: string, path: string, body: object = {}): Promise<any> {
  const answer = await server.fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

test('steps that a watch syncs above 10,000 are one message at ntfy, whatever is synced later', {
  timeout: 240_000,
}, async () => {
  await using place = await DemoPlace.create()
  await using ntfy = await createNtfySimulator()
  const today = new Date(place.google.controls.clock.now()).toISOString().slice(0, 10)
  const [year, month, day] = today.split('-').map(Number)
  const walk = (steps: number) =>
    place.google.answers.deliver('steps', [
      { civilStartTime: { date: { year, month, day } }, steps: { countSum: String(steps) } },
    ])
  const server = await place.start([], {
    PROVIDER_ENDPOINTS: [place.environment['PROVIDER_ENDPOINTS'], endpointsSetting(ntfy)].join(','),
  })
  try {
    await send(server, 'PATCH', '/api/accounts/me', { timeZone: 'Europe/Berlin' })
    const values = { topic: 'steps-of-ada' }
    const instance = { plugin: 'ntfy', kind: 'notification', name: 'telephone', values }
    const { id: serviceId } = await send(server, 'POST', '/api/admin/plugins/instances', instance)
    await send(server, 'PUT', `/api/admin/notifications/services/${serviceId}`, { isOpen: true })
    const channel = { serviceId, name: 'ntfy' }
    const { id: channelId } = await send(server, 'POST', '/api/notifications/delivery/channels', channel)
    const when = { on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 }
    await send(server, 'POST', '/api/rules', { when, channelId })
    walk(9_000)
    await place.connectReally(server)
    const sync = async (steps: number) => {
      walk(steps)
      await send(server, 'POST', '/api/fitbit/sync')
      await waitForJobs(server)
      await vi.waitFor(
        async () => {
          const { series } = (await server.json(
            `/api/metrics/values?metric=fitbit.steps&from=${today}&to=${today}`,
          )) as { series: { points: { value: number }[] }[] }
          expect(JSON.stringify(series)).toContain(String(steps))
        },
        { timeout: 20_000, interval: 100 },
      )
    }
    await sync(10_500)
    await vi.waitFor(() => expect(ntfy.messages()).toHaveLength(1), { timeout: 20_000, interval: 100 })
    await sync(11_000)
    await sync(9_900)
    await sync(10_400)
    // Several looks of the rules, and of the deliveries.
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    expect(ntfy.messages()).toEqual([
      expect.objectContaining({
        topic: 'steps-of-ada',
        title: 'Steps passed above 10,000',
        message: `${today}: 10,500 steps.`,
      }),
    ])
    const { items } = (await server.json('/api/rules/firings')) as { items: { state: string }[] }
    expect(items.map(({ state }) => state)).toEqual(['sent'])
  } finally {
    await server.stop()
  }
})
