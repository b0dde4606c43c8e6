import { expect, test } from 'vitest'
import { storableText } from '../src/storable-text.ts'

test.each([
  ['a\0b', 'a\uFFFDb'],
  ['half \uD83D', 'half \uFFFD'],
  ['\uDC00half', '\uFFFDhalf'],
  ['whole 🎵', 'whole 🎵'],
])('%j is stored as %j', (text, stored) => {
  expect(storableText(text)).toBe(stored)
})
