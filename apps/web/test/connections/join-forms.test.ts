import { expect, test } from 'vitest'
import { joinForms, splitEntered } from '../../src/pages/integrations/connect/join-forms.ts'

const form = (name: string, required: readonly string[] = []) => ({
  schema: { type: 'object', properties: { [name]: { type: 'string' } }, required },
  uiSchema: { 'ui:order': [name] },
})

test('nothing is entered where an integration asks for nothing', () => {
  expect(joinForms({ credentials: null, connection: null })).toBeUndefined()
})

test('settings are the member of that name, beside the credentials', () => {
  const joined = joinForms(
    { credentials: form('token', ['token']), connection: form('url', ['url']) },
    { url: 'a' },
  )
  expect(joined?.schema).toMatchObject({
    properties: { token: { type: 'string' }, settings: { properties: { url: { type: 'string' } } } },
    required: ['token', 'settings'],
  })
  expect(joined?.uiSchema).toMatchObject({
    'ui:order': ['token', 'settings'],
    settings: { 'ui:order': ['url'] },
  })
  expect(joined?.data).toEqual({ settings: { url: 'a' } })
})

test('settings without an obligation may be left out', () => {
  const forms = { credentials: null, connection: form('zone') }
  expect(joinForms(forms)?.schema).toMatchObject({ required: [] })
  expect(splitEntered(forms, { settings: {} })).toEqual({})
  expect(splitEntered(forms, { settings: { zone: 'UTC' } })).toEqual({ settings: { zone: 'UTC' } })
})
