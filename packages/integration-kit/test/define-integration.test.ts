import { describe, expect, test } from 'vitest'
import {
  apiKey,
  defineIntegration,
  fileImport,
  type IntegrationDefinition,
  type MediaRecord,
  mediaStream,
  noAuth,
  type StreamOptions,
} from '../src/index.ts'

const files = fileImport({ accept: ['.csv'], maxBytes: 1024, howTo: ['Ask for it.'] })
const byKey = {
  fileImport: files,
  auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Copy it.'] }),
}
async function* nothing() {}
const stream = (options: Partial<StreamOptions<MediaRecord>> = {}) =>
  mediaStream({ id: 'history', displayName: 'History', importFile: nothing, ...options })
const parts = {
  name: 'example',
  displayName: 'Example',
  version: '1.0.0',
  description: 'An example.',
  streams: [stream()],
}
// A plugin in JavaScript is held to nothing but the check.
const definition = (more: Partial<IntegrationDefinition> = {}) =>
  ({ ...parts, auth: files, ...more }) as IntegrationDefinition

describe('a definition that could never work is refused with what to change', () => {
  test.each([
    [{ name: 'My_Thing' }, 'integration name "My_Thing" must be lower-case kebab, like "last-fm"'],
    [{ streams: [] }, 'integration "example" declares no streams'],
    [{ streams: [stream({ id: 'A B' })] }, 'stream "A B" of integration "example" must be lower-case kebab'],
    [{ streams: [stream(), stream()] }, 'integration "example" declares two streams "history"'],
    [
      { streams: [mediaStream({ id: 'idle', displayName: 'Idle' })] },
      'stream "idle" of integration "example" has neither sync nor importFile: it could never deliver',
    ],
    [
      { streams: [mediaStream({ id: 'live', displayName: 'Live', sync: nothing })] },
      'stream "live" of integration "example" has no importFile, and a file is all this integration gets',
    ],
    [
      { ...byKey, api: { baseUrl: 'https://example.org' } },
      'integration "example" connects by key: add "identify", which asks the provider whose key it is',
    ],
    [
      { ...byKey, identify: async () => ({ id: 'ada' }) },
      'integration "example" identifies accounts, but has no "api" to ask',
    ],
    [
      { ...byKey, auth: apiKey({ howTo: [] }), identify: async () => ({ id: 'ada' }) },
      'integration "example" sends its key by "header" or by "query": say one of them',
    ],
  ])('%j', (more, message) => {
    expect(() => defineIntegration(definition(more))).toThrow(message)
  })

  test('TypeScript refuses a key that nobody asks the provider about', () => {
    // @ts-expect-error -- identify is missing
    expect(() => defineIntegration({ ...parts, ...byKey })).toThrow('add "identify"')
  })
})

test('an integration is a plugin that boots after the jobs and says what it is', () => {
  const integration = defineIntegration(
    definition({ auth: noAuth, streams: [stream({ sync: nothing })], homepage: 'https://example.org' }),
  )
  expect(integration).toMatchObject({ name: 'example', version: '1.0.0', dependsOn: ['jobs'] })
  expect(integration.openapiSchema?.()).toEqual({
    description: 'An example.',
    externalDocs: { url: 'https://example.org' },
  })
})
