import type { IntegrationsIntegration, IntegrationsStreamDescription } from '@tributary/client'
import { expect, test } from 'vitest'
import { selectIntegrations } from '../../src/pages/integrations/select-integrations.ts'

const stream = (kind: string, displayName: string): IntegrationsStreamDescription => ({
  id: kind,
  kind,
  displayName,
  scopes: [],
  offByDefault: null,
})

type Each = Parameters<typeof selectIntegrations<IntegrationsIntegration>>[0][number]

const each = (displayName: string, more: Partial<Each>) => ({
  integration: displayName.toLowerCase(),
  displayName,
  description: '',
  streams: [],
  files: null,
  connected: false,
  ...more,
})

const FILES = { accept: ['.csv'], maxBytes: 1, howTo: [], options: {} }
const ALL = [
  each('Zebra', { streams: [stream('daily_metric', 'Deep sleep')], connected: true }),
  each('Bay', { streams: [stream('event', 'Workouts'), stream('measurement', 'Heart rate')] }),
  each('Ant', { streams: [stream('media', 'Plays')], files: FILES, description: 'What you heard.' }),
]

const names = (search: Parameters<typeof selectIntegrations>[1]) =>
  selectIntegrations(ALL, search).map(({ displayName }) => displayName)

test('connected ones come first, the others by name', () => {
  expect(names({})).toEqual(['Zebra', 'Ant', 'Bay'])
})

test('every word is looked for in name, description and streams', () => {
  expect(names({ q: 'SLEEP  deep' })).toEqual(['Zebra'])
  expect(names({ q: 'heard ant' })).toEqual(['Ant'])
  expect(names({ q: 'heard sleep' })).toEqual([])
})

test.each([
  ['connected', ['Zebra']],
  ['media', ['Ant']],
  ['values', ['Zebra', 'Bay']],
  ['events', ['Bay']],
  ['files', ['Ant']],
] as const)('of the kind %s', (kind, expected) => {
  expect(names({ kind })).toEqual(expected)
})
