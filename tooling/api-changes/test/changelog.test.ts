import { describe, expect, test } from 'vitest'
import { undeclared, withRelease, withUnreleased } from '../src/changelog.ts'

const CHANGELOG =
  '# Changes of the API\n\n## Unreleased\n\nNo changes.\n\n## 1.0.0 (2026-11-28)\n\nThe first.\n'
const CHANGES = [
  { breaking: true, what: 'GET /songs: removed' },
  { breaking: false, what: 'GET /albums: added' },
]

describe('the changelog', () => {
  test('lists each change of the next release, breaking ones first', () => {
    expect(withUnreleased(CHANGELOG, CHANGES)).toBe(
      '# Changes of the API\n\n## Unreleased\n\n### Breaking\n\n- GET /songs: removed\n\n### Added and changed\n\n- GET /albums: added\n\n' +
        '## 1.0.0 (2026-11-28)\n\nThe first.\n',
    )
    expect(withUnreleased(withUnreleased(CHANGELOG, CHANGES), [])).toBe(CHANGELOG)
  })

  test('declares a breaking change by listing it in the next release, not in an earlier one', () => {
    expect(undeclared(CHANGES, CHANGELOG)).toEqual(['GET /songs: removed'])
    const declared = withUnreleased(CHANGELOG, CHANGES)
    expect(undeclared(CHANGES, declared)).toEqual([])
    expect(undeclared(CHANGES, withRelease(declared, { version: '2.0.0', date: '2027-01-01' }))).toEqual([
      'GET /songs: removed',
    ])
  })

  test('has an empty section after a release', () => {
    const released = withRelease(withUnreleased(CHANGELOG, CHANGES), { version: '2.0.0', date: '2027-01-01' })
    expect(released).toContain(
      '## Unreleased\n\nNo changes.\n\n## 2.0.0 (2027-01-01)\n\n### Breaking\n\n- GET /songs: removed\n',
    )
  })
})
