import { createKernel, silentLogger } from '@tributary/core'
import { defineIntegration, fileImport, mediaStream, noAuth } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { expect, test } from 'vitest'
import { imports, integrationPlugin } from '../src/index.ts'

async function* nothing() {}
const stream = mediaStream({ id: 'history', displayName: 'History', importFile: nothing })
const definition = (more: object = {}) =>
  ({
    name: 'example',
    displayName: 'Example',
    version: '1.0.0',
    description: 'An example.',
    files: fileImport({ accept: ['.csv'], maxBytes: 1024, howTo: ['Ask for it.'] }),
    streams: [stream],
    ...more,
  }) as unknown as IntegrationDefinition

test('an invalid definition is refused when its plugin boots, and the server continues without it', async () => {
  const broken = integrationPlugin(defineIntegration(definition({ schedule: { everyMinutes: 0 } })))
  const kernel = createKernel({
    plugins: [{ name: 'jobs', version: '1.0.0' }, broken],
    logger: silentLogger,
  })
  const { plugins } = await kernel.boot()
  expect(plugins.find(({ name }) => name === 'example')).toMatchObject({
    state: 'quarantined',
    reason: expect.stringContaining('schedule.everyMinutes = 0'),
  })
  await kernel.stop()
})

test('a definition of another contract of the kit is refused with the cure', async () => {
  const older = integrationPlugin({ ...defineIntegration(definition()), contract: 1 })
  const kernel = createKernel({
    plugins: [{ name: 'jobs', version: '1.0.0' }, older],
    logger: silentLogger,
  })
  const { plugins } = await kernel.boot()
  expect(plugins.find(({ name }) => name === 'example')?.reason).toContain(
    'integration "example" was built against contract 1 of the integration kit, but this server supports 2: build it with this version\'s kit',
  )
  await kernel.stop()
})

test('an integration is a plugin that boots after the jobs and describes itself', () => {
  const integration = integrationPlugin(
    defineIntegration(
      definition({
        files: undefined,
        auth: noAuth,
        streams: [mediaStream({ id: 'history', displayName: 'History', sync: nothing })],
        homepage: 'https://example.org',
      }),
    ),
  )
  expect(integration).toMatchObject({ name: 'example', version: '1.0.0', uses: [imports] })
  expect(integration.openapiSchema?.()).toEqual({
    description: 'An example.',
    externalDocs: { url: 'https://example.org' },
  })
})

test('the operator’s limit of a file overrides that of the integration', () => {
  const declared = defineIntegration(definition())
  expect(integrationPlugin(declared, { maxFileBytes: 2048 }).definition.files?.maxBytes).toBe(2048)
  expect(integrationPlugin(declared).definition.files?.maxBytes).toBe(1024)
})
