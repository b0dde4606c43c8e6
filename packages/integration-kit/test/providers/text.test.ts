import { describe, expect, test } from 'vitest'
import { cutText, oneLine } from '../../src/providers.ts'

describe('cutText', () => {
  test.each([
    ['short enough', { characters: 12 }, 'short enough'],
    ['One two three', { characters: 8 }, 'One two…'],
    ['ééé', { bytes: 6 }, 'ééé'],
    ['éééé', { bytes: 7 }, 'éé…'],
    ['🎉🎉🎉', { characters: 4 }, '🎉…'],
    ['🎉🎉', { bytes: 7 }, '🎉…'],
  ] as const)('%s within %o is %s', (text, limit, expected) => {
    expect(cutText(text, limit)).toBe(expected)
  })

  test('counts what the escaped text has', () => {
    const escape = (part: string) => part.replaceAll('&', '&amp;')
    expect(cutText('&&&&', { characters: 11 }, escape)).toBe('&&…')
    expect(cutText('&&', { characters: 10 }, escape)).toBe('&&')
  })
})

test('oneLine leaves no line break of any kind', () => {
  expect(oneLine(' a\r\nb\u2028c\u0085d\u0000e\tf ')).toBe('a b c d e f')
})
