import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { readImportOptions } from '../src/index.ts'

const schema = Type.Object({
  order: Type.Enum(['auto', 'dmy'], { default: 'auto' }),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  strict: Type.Optional(Type.Boolean()),
  share: Type.Optional(Type.Number()),
  profile: Type.Optional(Type.String()),
})
const read = (fields: Record<string, string>) => readImportOptions(schema, new Map(Object.entries(fields)))

test('text fields become the types of the schema, completed with its defaults', () => {
  expect(read({})).toEqual({ order: 'auto' })
  expect(read({ order: 'dmy', limit: ' 12 ', strict: 'true', share: '-0.5', profile: ' 007 ' })).toEqual({
    order: 'dmy',
    limit: 12,
    strict: true,
    share: -0.5,
    profile: ' 007 ',
  })
  expect(read({ profile: '' })).toEqual({ order: 'auto', profile: '' })
})

test.each([
  [{ order: 'mdy' }, 'The option "order": Choose one of auto, dmy.'],
  [{ limit: 'many' }, 'The option "limit": Enter a whole number.'],
  [{ limit: '0' }, 'The option "limit": Enter 1 or more.'],
  [{ colour: 'red' }, 'Unknown option "colour". Options: order, limit, strict, share, profile.'],
])('the options %j are refused with a sentence', (fields, message) => {
  expect(() => read(fields as Record<string, string>)).toThrow(message)
})

test.each([
  [
    'limit',
    ['', ' ', '1.9', '1e400', '0x10', '99999999999999999999', '1,000', 'true'],
    ': Enter a whole number.',
  ],
  ['share', ['', 'NaN', 'Infinity', '1e400'], ': Enter a number.'],
  ['strict', ['', '1', 'yes'], ': Enter true or false.'],
  ['profile', ['a\0b', 'half \ud83d', '\udc00'], ' contains a character that cannot be stored'],
])('an invalid value of the option %s is refused and not converted: %j', (name, texts, message) => {
  for (const text of texts) expect(() => read({ [name]: text })).toThrow(`The option "${name}"${message}`)
})

test('an import without options accepts none', () => {
  expect(readImportOptions(undefined, new Map())).toEqual({})
  expect(() => readImportOptions(undefined, new Map([['x', '1']]))).toThrow(
    'Unknown option "x". This import has none.',
  )
})
