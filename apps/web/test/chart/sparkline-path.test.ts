import { describe, expect, it } from 'vitest'
import { sparklinePath } from '../../src/components/chart/sparkline-path.ts'

const SIZE = { width: 103, height: 23 }

describe('sparklinePath', () => {
  it('draws from the bottom to the top of the box', () => {
    expect(sparklinePath([0, 5, 10], SIZE).line).toBe('M1.5 21.5L51.5 11.5L101.5 1.5')
  })

  it('does not bridge a gap, and keeps a value between two gaps visible', () => {
    const { line, dots } = sparklinePath([0, 10, null, 5, null, 10, 0], SIZE)
    expect(line.match(/M/g)).toHaveLength(2)
    expect(dots).toEqual([{ x: 51.5, y: 11.5 }])
  })

  it('draws equal values in the middle, and nothing without values', () => {
    expect(sparklinePath([7, 7], SIZE).line).toBe('M1.5 11.5L101.5 11.5')
    expect(sparklinePath([null, null], SIZE)).toEqual({ line: '', dots: [] })
  })
})
