import {
  apiKey,
  defineIntegration,
  field,
  fields,
  fileImport,
  mediaStream,
  noAuth,
} from '@tributary/integration-kit'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { formsOf } from '../../src/integrations/forms-of.ts'

async function* nothing() {}

const { definition } = defineIntegration({
  name: 'box',
  displayName: 'Box',
  version: '1.0.0',
  description: 'Plays of a box.',
  auth: apiKey({ header: 'x-key', howTo: ['Copy the key.'] }),
  api: { baseUrl: 'https://api.example.org' },
  identify: async () => ({ id: '1' }),
  connection: fields({
    baseUrl: field.url({ label: 'Address' }),
    mode: field.select({ label: 'Mode', choices: ['a', 'b'], required: false }),
    zone: field.timeZone({
      label: 'Time zone',
      required: false,
      changeable: true,
      visibleWhen: { field: 'mode', is: 'a' },
    }),
  }),
  files: fileImport({
    accept: ['.csv'],
    maxBytes: 1024,
    howTo: ['Export.'],
    options: Type.Object({ order: Type.Enum(['auto', 'dmy'], { default: 'auto', title: 'Order' }) }),
  }),
  streams: [mediaStream({ id: 'plays', displayName: 'Plays', importFile: nothing, sync: nothing })],
})

test('the forms of a person are those of administrators: of credentials, connection, its changes and import options', () => {
  const { credentials, connection, connectionChange, importOptions } = formsOf(definition)
  expect(Object.keys(credentials?.schema.properties as object)).toEqual(['apiKey'])
  expect(connection?.schema).toMatchObject({
    required: ['baseUrl'],
    properties: { baseUrl: {}, mode: { enum: ['a', 'b'] } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    allOf: [{ then: { properties: { zone: {} } } }],
  })
  expect(connectionChange).toMatchObject({
    schema: { properties: { zone: { type: 'string' } }, required: [] },
  })
  expect(importOptions?.schema).toMatchObject({
    properties: { order: { type: 'string', enum: ['auto', 'dmy'], default: 'auto', title: 'Order' } },
    required: [],
  })
})

test('without fields there is no form', () => {
  const { connection: _connection, files: _files, ...rest } = definition
  expect(formsOf({ ...rest, auth: noAuth })).toEqual({
    credentials: null,
    connection: null,
    connectionChange: null,
    importOptions: null,
  })
})
