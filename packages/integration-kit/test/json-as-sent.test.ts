import { expect, test } from 'vitest'
import { parseAsSent, readAsSent } from '../src/values/json-as-sent.ts'
import { withoutMembers } from '../src/values/without-members.ts'

const ODD = [
  '1.10',
  '1E400',
  '-1E400',
  '1e-400',
  '9007199254740993',
  '-0',
  '0.0',
  '1e5',
  '12345678901234567890.5',
]
const PLAIN = ['0', '1', '-1.5', '123456789012345', '0.25', '1.05']

test.each([...ODD, ...PLAIN])('%s is written as it was sent', (number) => {
  const text = `{"a":${number},"list":[${number},{"b":${number}}],"text":"${number}","none":null,"yes":true}`
  expect(JSON.stringify(parseAsSent(text))).toBe(text)
  expect(JSON.stringify({ raw: readAsSent(text) })).toBe(`{"raw":${text}}`)
})

test.each(ODD)('%s is read as a number', (number) => {
  expect(readAsSent(`{"a":${number},"b":"${number}"}`)).toEqual({ a: Number(number), b: number })
})

test('only what JavaScript would write otherwise is read more slowly', () => {
  for (const number of PLAIN) expect(Object.getOwnPropertyNames(readAsSent(`{"a":${number}}`))).toEqual(['a'])
})

test.each(ODD)('%s is kept in an object without some of its members', (number) => {
  const entry = readAsSent(
    `{"a":${number},"ip_addr":"192.0.2.1","list":[{"ip_addr":"192.0.2.1","b":${number}}]}`,
  )
  expect(JSON.stringify(withoutMembers(entry, /^ip_/))).toBe(`{"a":${number},"list":[{"b":${number}}]}`)
})

test('members of the file called toJSON, and texts that look like such numbers, change nothing', () => {
  const text = '{"toJSON":5,"at":"2024-04-20T18:00:00.000Z","id":"4e5a00.10","inner":{"toJSON":"x","a":1}}'
  expect(JSON.stringify(withoutMembers(readAsSent(text), /^none$/))).toBe(text)
  expect(Object.getOwnPropertyDescriptor(readAsSent(text), 'toJSON')?.value).toBe(5)
  const odd = '{"toJSON":5,"a":1.10}'
  expect(JSON.stringify(readAsSent(odd))).toBe(odd)
  expect(JSON.stringify(withoutMembers(readAsSent(odd), /^none$/))).toBe(odd)
})
