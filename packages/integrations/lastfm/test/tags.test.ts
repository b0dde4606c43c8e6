import { describe, expect, test } from 'vitest'
import { folded, usefulTags } from '../src/tags.ts'

const tagged = (...names: readonly string[]) => names.map((name) => ({ name, count: 50 }))

describe('tags', () => {
  test.each([
    'seen live',
    'Seen_Live',
    '5 stars',
    '4 of 5',
    '3.5 stars',
    '★★★★',
    '2007',
    'my favourites',
    'I love this',
    'Björk',
  ])('like "%s" are left out', (tag) => {
    expect(usefulTags(tagged(tag), ['Björk'])).toEqual([])
  })

  test.each(['80s', 'alternative', 'female vocalists', 'Love songs', 'indie rock'])(
    'like "%s" are kept',
    (tag) => {
      expect(usefulTags(tagged(tag), ['Björk'])).toEqual([tag.toLowerCase()])
    },
  )

  test('have counts of any form, and come by them', () => {
    const entries = [{ name: 'b', count: '20' }, { name: 'a', count: 90 }, { name: 'c' }, { name: '' }, null]
    expect(usefulTags(entries, [])).toEqual(['a', 'b'])
  })

  test.each(['İstanbul Rock', 'Ｐop_Music', ' Straße  Ⅷ ', 'ΟΔΟΣ'])(
    '"%s" folded twice is as folded once',
    (tag) => {
      expect(folded(folded(tag))).toBe(folded(tag))
    },
  )
})
