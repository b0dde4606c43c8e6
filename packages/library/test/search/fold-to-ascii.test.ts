import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldToAscii } from '../../src/search/fold-to-ascii.ts'

describe('the ASCII form of a text', () => {
  // Rows contain these forms: another value here needs a migration that rewrites `title_ascii`.
  it.each([
    ['The WIRE: 100 %', 'the wire: 100 %'],
    ['Straße', 'strasse'],
    ['ÉTÉ', 'BtB'],
    ['Война', 'SEZDQ'],
    ['ΟΔΟΣ', 'CRCG'],
    ['الحب', 'AEGB'],
    ['日本', 'QKHDQA'],
    ['にっ', 'FQZDGY'],
    ['한글', 'FGHMHQ'],
    ['𝕏🎵', 'SWKAYL'],
  ])('of %s is %s', (text, form) => {
    expect(foldToAscii(text)).toBe(form)
  })

  it('is the same in either case', () => {
    for (const [one, other] of [
      ['οδος', 'ΟΔΟΣ'],
      ['οδοσ', 'ΟΔΟΣ'],
      ['война', 'ВОЙНА'],
      ['ﬁn', 'FIN'],
      ['ı', 'I'],
    ] as const)
      expect(foldToAscii(one)).toBe(foldToAscii(other))
  })

  it('is ASCII, without letters whose lower case is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex -- the bounds of ASCII
        expect(foldToAscii(text)).toMatch(/^[\u0000-\u0048\u004a-\u007f]*$/)
      }),
    )
  })

  it('is the concatenation of the forms of its parts', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(foldToAscii(one + other)).toBe(foldToAscii(one) + foldToAscii(other))
      }),
    )
  })

  it('of a lone surrogate is that of the character stored in its place', () => {
    expect(foldToAscii('a\ud800b')).toBe(foldToAscii('a\ufffdb'))
  })

  it('of one character from U+0800 on makes a trigram, which few others of the script share', () => {
    for (const [first, last] of [
      [0x3041, 0x30ff],
      [0x4e00, 0x9fff],
      [0xac00, 0xd7a3],
    ] as const) {
      const forms = new Map<string, number>()
      for (let codePoint = first; codePoint <= last; codePoint += 1) {
        const form = foldToAscii(String.fromCodePoint(codePoint))
        expect(form).toMatch(/^[A-Z]{3}$/)
        forms.set(form, (forms.get(form) ?? 0) + 1)
      }
      expect(Math.max(...forms.values())).toBeLessThanOrEqual(2)
    }
  })
})
