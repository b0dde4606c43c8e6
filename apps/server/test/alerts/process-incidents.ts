import { kernelService, type Plugin } from '@tributary/core'
import { healthChecks } from '@tributary/operations'
import { Type } from 'typebox'
import type { Incident } from './incident.ts'
import { ObservedServer } from './observed-server.ts'

export async function stoppedServer(): Promise<Incident> {
  await using server = await ObservedServer.start()
  const url = await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const before = await server.observe()
  await server.kernel.stop()
  const metrics = await fetch(`${url}/metrics`).then(
    (response) => response.text(),
    () => '',
  )
  return { before, during: { metrics, isReady: false } }
}

export async function failingCheck(): Promise<Incident> {
  let fails = false
  const checker: Plugin = {
    name: 'checker',
    version: '1.0.0',
    registerServices(context) {
      const check = async () => (fails ? { cause: 'it fails' } : undefined)
      context.contribute(healthChecks, { name: 'example', cure: 'wait', check })
    },
  }
  await using server = await ObservedServer.start({ more: [checker] })
  const before = await server.observe()
  fails = true
  const during = await server.observe()
  fails = false
  return { before, during, after: await server.observe() }
}

export async function quarantinedPlugin(): Promise<Incident> {
  let fails = true
  const broken: Plugin = {
    name: 'broken',
    version: '1.0.0',
    start() {
      if (fails) throw new Error('it does not start')
    },
  }
  await using healthy = await ObservedServer.start()
  const before = await healthy.observe()
  await using server = await ObservedServer.start({ more: [broken] })
  const during = await server.observe()
  fails = false
  await server.kernel.getService(kernelService).retry('broken')
  return { before, during, after: await server.observe() }
}

export async function requestsFailing(): Promise<Incident> {
  const faulty: Plugin = {
    name: 'faulty',
    version: '1.0.0',
    configureRoutes: () => ({
      public: (app) => {
        app.get('/', { schema: { summary: 'Fail', response: { 200: Type.Null() } } }, () => {
          throw new Error('a bug')
        })
      },
    }),
  }
  await using server = await ObservedServer.start({ more: [faulty] })
  // A series that is not there yet has not grown.
  await server.kernel.app.inject('/api/public/faulty')
  const before = await server.observe()
  for (let request = 0; request < 11; request += 1) await server.kernel.app.inject('/api/public/faulty')
  return { before, during: await server.observe() }
}

export async function blockedEventLoop(): Promise<Incident> {
  await using server = await ObservedServer.start()
  // Each scrape reads what was measured since the one before.
  await server.observe()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const before = await server.observe()
  // Several times: the 99th percentile passes over one delay among hundreds.
  for (let times = 0; times < 4; times += 1) {
    const end = performance.now() + 600
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const during = await server.observe()
  await new Promise((resolve) => setTimeout(resolve, 200))
  return { before, during, after: await server.observe() }
}
