import { IntegrationError } from '@tributary/integration-kit'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'
import { expect, test } from 'vitest'
import { type PointsTarget, writePoints } from '../src/send/write-points.ts'

const points = Array.from(
  { length: 8 },
  (_, n): AnalyticsPoint => ({ metric: 'steps', value: n, at: `2026-01-0${n + 1}T00:00:00.000Z` }),
)

/** An instance that refuses all points, and may be written to so many times. */
function refusing(times: number) {
  const asked = { writes: 0, goesOn: 0 }
  const providers: PointsTarget['providers'] = {
    use: async () => {
      asked.writes += 1
      throw new IntegrationError('invalid_data', 'Refused points.')
    },
  } as unknown as PointsTarget['providers']
  return { asked, target: { providers, instance: 'home', goesOn: async () => asked.goesOn++ < times } }
}

test('before each write it is asked whether to go on', async () => {
  const { asked, target } = refusing(100)
  expect(await writePoints(target, points)).toEqual({ sent: 0, refused: 8 })
  expect(asked).toEqual({ writes: 15, goesOn: 15 })
})

test.each([0, 1, 3, 14])('nothing more is written after a no (%i)', async (times) => {
  const { asked, target } = refusing(times)
  expect(await writePoints(target, points)).toBeUndefined()
  expect(asked.writes).toBe(times)
})
