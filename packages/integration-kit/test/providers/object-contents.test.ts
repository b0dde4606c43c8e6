import { expect, test } from 'vitest'
import { inParts, ofLength } from '../../src/providers.ts'

const pieces = (...texts: string[]) => ReadableStream.from(texts.map((text) => Buffer.from(text)))
const textsOf = async (contents: AsyncIterable<Uint8Array>) =>
  (await Array.fromAsync(contents)).map((piece) => Buffer.from(piece).toString())

test.each([
  [[], []],
  [[''], []],
  [['a'], ['a']],
  [['abc'], ['abc']],
  [['abcdef'], ['abc', 'def']],
  [
    ['a', 'bcde', '', 'f', 'g'],
    ['abc', 'def', 'g'],
  ],
  [
    ['abcdefgh', 'ij'],
    ['abc', 'def', 'ghi', 'j'],
  ],
])('the pieces %j are the parts %j of three bytes', async (given, parts) => {
  expect(await textsOf(inParts(pieces(...given), 3))).toEqual(parts)
})

test('a part that is kept is not changed by a later one', async () => {
  const buffer = Buffer.from('abc')
  const contents = async function* () {
    yield buffer
    buffer.fill('x')
    yield Buffer.from('def')
  }
  expect(await textsOf(inParts(contents(), 3))).toEqual(['abc', 'def'])
})

test('contents of the announced length, or of any, are passed on', async () => {
  expect(await textsOf(ofLength(pieces('ab', 'c'), 3))).toEqual(['ab', 'c'])
  expect(await textsOf(ofLength(pieces('ab', 'c'), undefined))).toEqual(['ab', 'c'])
  expect(await textsOf(ofLength(pieces(), 0))).toEqual([])
})

test.each([2, 4, 0])('contents of three bytes are not the announced %d', async (bytes) => {
  const passed: number[] = []
  const read = async () => {
    for await (const piece of ofLength(pieces('ab', 'c'), bytes)) passed.push(piece.length)
  }
  await expect(read()).rejects.toMatchObject({
    code: 'invalid_data',
    message: expect.stringContaining(`${bytes}`),
  })
  expect(passed.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(bytes)
})
