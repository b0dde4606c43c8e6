import { field } from '@tributary/integration-kit'
import { FIELD, FIELD_KINDS } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type ConfigurationField, checkField, listFields, readEntered, readFieldText } from '../src/index.ts'

const label = 'A label'

const fields = {
  text: field.text({ label, minLength: 2, maxLength: 5, pattern: '^[a-z]*$', placeholder: 'abc' }),
  textarea: field.textarea({ label, maxLength: 5 }),
  secret: field.secret({ label, minLength: 4 }),
  integer: field.integer({ label, minimum: 1, maximum: 9, multipleOf: 3 }),
  number: field.number({ label, minimum: 0.5 }),
  boolean: field.boolean({ label }),
  select: field.select({ label, choices: ['a', { value: 'b', label: 'Bee' }] }),
  multi_select: field.multiSelect({ label, choices: ['a', 'b', 'c'], minItems: 1, maxItems: 2 }),
  url: field.url({ label, protocols: ['https'] }),
  email: field.email({ label }),
  phone: field.phone({ label }),
  time_zone: field.timeZone({ label }),
  json: field.json({ label, schema: Type.Object({ size: Type.Integer() }) }),
  array: field.array({ label, items: field.url({ label }), maxItems: 2, uniqueItems: true }),
}

const config = Type.Object(fields)

const fieldNamed = (key: string, of = config): ConfigurationField => {
  const found = listFields(of).find((each) => each.key === key)
  if (found === undefined) throw new Error(`there is no field ${key}`)
  return found
}

describe('a field', () => {
  test('is there of every kind, each with its kind and label in the schema', () => {
    expect(Object.keys(fields).sort()).toEqual([...FIELD_KINDS].sort())
    for (const [kind, schema] of Object.entries(fields))
      expect(JSON.parse(JSON.stringify(schema))).toMatchObject({
        title: label,
        [FIELD]: { kind, label, required: true },
      })
  })

  test('contains all options, none of them twice', () => {
    const schema = field.text({
      label,
      description: 'What it is.',
      help: 'Where it is found.',
      placeholder: 'abc',
      group: 'Account',
      order: 2,
      required: false,
      env: 'A_VARIABLE',
      default: 'abc',
      maxLength: 7,
      pattern: '^a',
      rules: [{ must: { pattern: 'c$' }, message: 'It ends with c.' }],
    })
    expect(JSON.parse(JSON.stringify(schema))).toEqual({
      type: 'string',
      title: label,
      description: 'What it is.',
      default: 'abc',
      minLength: 1,
      maxLength: 7,
      pattern: '^a',
      [FIELD]: {
        kind: 'text',
        label,
        description: 'What it is.',
        help: 'Where it is found.',
        placeholder: 'abc',
        group: 'Account',
        order: 2,
        required: false,
        env: 'A_VARIABLE',
        rules: [{ must: { pattern: 'c$' }, message: 'It ends with c.' }],
      },
    })
  })

  test('types as its value, optional when it may be missing', () => {
    expectTypeOf<Static<typeof config>>().toEqualTypeOf<{
      text: string
      textarea: string
      secret: string
      integer: number
      number: number
      boolean: boolean
      select: 'a' | 'b'
      multi_select: ('a' | 'b' | 'c')[]
      url: string
      email: string
      phone: string
      time_zone: string
      json: { size: number }
      array: string[]
    }>()
    const some = Type.Object({
      needed: field.text({ label }),
      optional: field.integer({ label, required: false }),
      chosen: field.select({ label, choices: ['a', 'b'], required: false }),
      defaulted: field.boolean({ label, required: false, default: true }),
      any: field.json({ label }),
      sometimes: field.text({ label, default: 'a', visibleWhen: { field: 'defaulted', is: true } }),
    })
    expectTypeOf<Static<typeof some>>().toEqualTypeOf<{
      needed: string
      optional?: number
      chosen?: 'a' | 'b'
      defaulted: boolean
      any: unknown
      sometimes?: string
    }>()
    expect(some.required).toEqual(['needed', 'defaulted', 'any'])
  })

  test('refuses a default that does not fit, and secrets deep in a list', () => {
    expect(() => field.integer({ label, maximum: 3, default: 4 })).toThrow('its default does not fit')
    expect(() => field.select({ label, choices: ['a'], default: 'b' })).toThrow('its default does not fit')
    const secrets = field.array({ label, items: field.secret({ label }) })
    expect(() => field.array({ label, items: secrets })).toThrow('a list of lists cannot hold secrets')
    expect(() => field.array({ label, items: field.secret({ label }), default: ['a'] })).toThrow('no default')
  })

  test('does not change the schema of a json field', () => {
    const schema = Type.Object({ size: Type.Integer() })
    const before = JSON.stringify(schema)
    field.json({ label, schema })
    expect(JSON.stringify(schema)).toBe(before)
  })
})

describe('the fields of a configuration', () => {
  test('are in the declared order, explicit orders first', () => {
    const schema = Type.Object({
      c: field.text({ label }),
      b: field.text({ label, order: 2 }),
      d: field.text({ label }),
      a: field.text({ label, order: 1, default: 'x' }),
    })
    expect(listFields(schema).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd'])
    expect(listFields(schema)[0]).toMatchObject({ default: 'x' })
    expect(listFields(schema)[1]).not.toHaveProperty('default')
  })

  test('are all made with field.*', () => {
    expect(() => listFields(Type.Object({ bare: Type.String() }))).toThrow(
      'the setting "bare" was not made with field.*',
    )
  })
})

describe('checking a value', () => {
  test.each([
    ['text', 'abc'],
    ['textarea', 'a\nb'],
    ['secret', 'a\nb c'],
    ['integer', 6],
    ['number', 0.5],
    ['boolean', false],
    ['select', 'b'],
    ['multi_select', ['a', 'c']],
    ['url', 'https://[::1]:8443/a?b=c'],
    ['email', 'ada+data@example.org'],
    ['phone', '+41441234567'],
    ['time_zone', 'America/Los_Angeles'],
    ['json', { size: 1 }],
    ['array', ['https://a.example', 'http://b.example']],
  ])('of %s finds nothing wrong with %j', (key, value) => {
    expect(checkField(fieldNamed(key), value)).toEqual([])
  })

  test.each([
    ['text', 7, ['Enter text.']],
    ['text', null, ['Enter text.']],
    ['text', 'A', ['Enter at least 2 characters.', 'Enter a value in the format of abc.']],
    ['text', 'abcdef', ['Enter at most 5 characters.']],
    ['textarea', '', ['Enter a value.']],
    ['secret', ['canary'], ['Enter text.']],
    ['integer', 1.5, ['Enter a whole number.']],
    ['integer', '6', ['Enter a whole number.']],
    ['integer', 12, ['Enter 9 or less.']],
    ['integer', 0, ['Enter 1 or more.']],
    ['integer', 4, ['Enter a multiple of 3.']],
    ['number', '1', ['Enter a number.']],
    ['number', Number.NaN, ['Enter a number.']],
    ['boolean', 'true', ['Enter true or false.']],
    ['select', 'c', ['Choose one of a, b.']],
    ['multi_select', 'a', ['Enter a list of choices.']],
    ['multi_select', [], ['Enter at least 1 entry.']],
    [
      'multi_select',
      ['a', 'a', 'x'],
      ['Entry 3: Choose one of a, b, c.', 'Enter each entry once.', 'Enter at most 2 entries.'],
    ],
    ['url', 'http://a.example', ['Enter an address, like https://example.org.']],
    ['url', 'javascript:alert(1)', ['Enter an address, like https://example.org.']],
    ['email', 'ada', ['Enter an email address, like ada@example.org.']],
    ['time_zone', 'Mars/Olympus', ['Enter the IANA name of a time zone, like Europe/Berlin.']],
    ['time_zone', '', ['Enter the IANA name of a time zone, like Europe/Berlin.']],
    ['phone', '044 123 45 67', [expect.stringContaining('+41441234567')]],
    // Of the right length, but no number of Switzerland, and one with a trunk prefix.
    ['phone', '+41000000000', [expect.stringContaining('+41441234567')]],
    ['phone', '+4402079460958', [expect.stringContaining('+41441234567')]],
    ['json', { size: 'big' }, ['"size": Enter a whole number.']],
    ['json', null, ['Enter JSON that matches the schema.']],
    ['array', ['https://a.example', 'b'], [expect.stringMatching(/^Entry 2: Enter an address/)]],
  ])('of %s describes the error of %j', (key, value, messages) => {
    const found = checkField(fieldNamed(key), value)
    expect(found).toEqual(expect.arrayContaining(messages))
    for (const message of messages.filter((each) => typeof each === 'string'))
      expect(found).toContain(message)
    expect(found.join(' ')).not.toContain('canary')
  })

  test('a line has no line break unless a pattern says so', () => {
    const schema = Type.Object({ line: field.text({ label }) })
    expect(checkField(fieldNamed('line', schema as never), 'a\nb')).toHaveLength(1)
  })

  test('every broken rule is reported with its own message', () => {
    const schema = Type.Object({
      code: field.text({
        label,
        minLength: 3,
        rules: [
          { must: { pattern: '^x' }, message: 'It begins with x.' },
          { must: { not: { pattern: 'z' } }, message: 'It has no z.' },
          { must: { maxLength: 9 }, message: 'It is short.' },
        ],
      }),
    })
    const code = fieldNamed('code', schema as never)
    expect(checkField(code, 'xyy')).toEqual([])
    expect(checkField(code, 'z')).toEqual([
      'Enter at least 3 characters.',
      'It begins with x.',
      'It has no z.',
    ])
    expect(checkField(code, 7)).toEqual(['Enter text.'])
  })
})

describe('what is inside JSON and lists', () => {
  const inside = Type.Object(
    {
      list: Type.Array(Type.Integer(), { minItems: 1, maxItems: 2 }),
      exact: Type.Literal(7),
      more: Type.Number({ exclusiveMinimum: 1, exclusiveMaximum: 5 }),
      flag: Type.Boolean(),
      any: Type.Object({}, { minProperties: 1, maxProperties: 1 }),
      empty: Type.Null(),
      word: Type.String({ minLength: 2, pattern: '^a', format: 'email' }),
    },
    { additionalProperties: false },
  )
  const valid = {
    list: [1],
    exact: 7,
    more: 2,
    flag: true,
    any: { a: 1 },
    empty: null,
    word: 'a@example.org',
  }
  const extra = fieldNamed('extra', Type.Object({ extra: field.json({ label, schema: inside }) }) as never)

  test.each([
    [{ list: 'a' }, '"list": Enter a list.'],
    [{ list: [1.5] }, '"list", at 0: Enter a whole number.'],
    [{ list: [] }, '"list": Enter at least 1 entry.'],
    [{ list: [1, 2, 3] }, '"list": Enter at most 2 entries.'],
    [{ exact: 8 }, '"exact": Enter 7.'],
    [{ more: 1 }, '"more": Enter more than 1.'],
    [{ more: 5 }, '"more": Enter less than 5.'],
    [{ more: 'a' }, '"more": Enter a number.'],
    [{ flag: 'yes' }, '"flag": Enter true or false.'],
    [{ any: [] }, '"any": Enter an object.'],
    [{ any: {} }, '"any": Enter at least 1 member.'],
    [{ any: { a: 1, b: 2 } }, '"any": Enter at most 1 member.'],
    [{ empty: 0 }, '"empty": Enter null.'],
    [{ word: 7 }, '"word": Enter text.'],
    [{ word: 'b' }, '"word": Enter a value in the expected format.'],
    [{ canary: 1 }, 'Remove the members that do not belong here.'],
    [{ flag: undefined }, 'Add "flag".'],
  ])('is described in the same words: %j', (change, message) => {
    expect(checkField(extra, valid)).toEqual([])
    const found = checkField(extra, JSON.parse(JSON.stringify({ ...valid, ...change })))
    expect(found).toContain(message)
    expect(found.join(' ')).not.toMatch(/must|canary/)
  })

  test('each entry of a list is trimmed, and checked by the rules of its field', () => {
    const ids = field.array({
      label,
      items: field.text({ label, rules: [{ must: { pattern: '^x' }, message: 'It begins with x.' }] }),
    })
    const list = fieldNamed('ids', Type.Object({ ids }) as never)
    expect(readEntered(list, [' xa ', 'xb'])).toEqual({ value: ['xa', 'xb'], messages: [] })
    expect(readEntered(list, ['xa', 'b', 7, '<client id>']).messages).toEqual([
      'Entry 4: This is the placeholder from the documentation: enter the real value.',
    ])
    expect(readEntered(list, ['xa', 'b', 7]).messages).toEqual([
      'Entry 2: It begins with x.',
      'Entry 3: Enter text.',
    ])
    const numbers = field.array({
      label,
      items: field.array({ label, items: field.integer({ label, maximum: 3 }) }),
    })
    const nested = fieldNamed('numbers', Type.Object({ numbers }) as never)
    expect(readEntered(nested, [[1], [2, 9]]).messages).toEqual(['Entry 2: Entry 2: Enter 3 or less.'])
  })
})

describe('a value from the environment', () => {
  test.each([
    ['text', 'abc', 'abc'],
    ['text', '12', '12'],
    ['textarea', 'a\\nb', 'a\nb'],
    ['secret', 'a\\nb', 'a\\nb'],
    ['integer', '6', 6],
    ['integer', '6.0', 6],
    ['integer', 'six', 'six'],
    ['integer', '0x10', '0x10'],
    ['number', '-.5e2', -50],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', 'yes', 'yes'],
    ['select', 'a', 'a'],
    ['multi_select', 'a, c', ['a', 'c']],
    ['multi_select', '["a","c"]', ['a', 'c']],
    ['array', 'https://a.example', ['https://a.example']],
    ['array', '[broken', '[broken'],
    ['json', '{"size":1}', { size: 1 }],
    ['json', '{size:1}', null],
  ])('of %s reads %j as %j', (key, text, value) => {
    expect(readFieldText(fieldNamed(key).schema, text)).toEqual(value)
  })

  test('of a list of fields is read as their kind', () => {
    expect(readFieldText(field.array({ label, items: field.boolean({ label }) }), 'true,false')).toEqual([
      true,
      false,
    ])
    expect(readFieldText(field.array({ label, items: field.number({ label }) }), '1.5, 2')).toEqual([1.5, 2])
  })

  test('of a list of numbers is read as numbers', () => {
    const ports = field.array({ label, items: Type.Integer() })
    expect(readFieldText(ports, '80, 443, http')).toEqual([80, 443, 'http'])
  })
})

describe('a value that the database cannot store', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  const anything: ConfigurationField = fieldNamed('any', Type.Object({ any: field.json({ label }) }) as never)
  const line: ConfigurationField = fieldNamed('line', Type.Object({ line: field.secret({ label }) }) as never)

  test.each([
    [line, 'a\0b'],
    [line, 'half \ud83d'],
    [anything, { deep: ['\udc00'] }],
    [anything, { 'a\0': 1 }],
    [anything, [Number.POSITIVE_INFINITY]],
    [anything, deep(2_000)],
  ])('is refused with one sentence, for any field', (of, value) => {
    expect(checkField(of, value)).toEqual([
      expect.stringMatching(/^This contains a value that cannot be stored/),
    ])
  })

  test.each([
    [line, 'whole 😀'],
    [anything, { deep: [null, 1.5, 'ü', deep(50)] }],
  ])('is nothing else', (of, value) => {
    expect(checkField(of, value)).toEqual([])
  })
})
