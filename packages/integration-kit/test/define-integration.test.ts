import { describe, expect, test } from 'vitest'
import {
  defineIntegration,
  fileImport,
  type IntegrationDefinition,
  type MediaRecord,
  mediaStream,
  noAuth,
  type StreamOptions,
} from '../src/index.ts'

const files = fileImport({ accept: ['.csv'], maxBytes: 1024, howTo: ['Ask for it.'] })
async function* nothing() {}
const stream = (options: Partial<StreamOptions<MediaRecord>> = {}) =>
  mediaStream({ id: 'history', displayName: 'History', importFile: nothing, ...options })
const definition = (more: Partial<IntegrationDefinition> = {}): IntegrationDefinition => ({
  name: 'example',
  displayName: 'Example',
  version: '1.0.0',
  description: 'An example.',
  auth: files,
  streams: [stream()],
  ...more,
})

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
  ])('%j', (more, message) => {
    expect(() => defineIntegration(definition(more))).toThrow(message)
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
