import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import demo from '../simulator/demo.ts'

const CLIENT = { id: 'demo', secret: 'demo', redirectUris: [] }

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** What the API of the demo account answers at a time. */
async function playedAt(time: string): Promise<readonly string[]> {
  vi.setSystemTime(new Date(time))
  const simulator = await demo.createSimulator?.(CLIENT)
  if (simulator === undefined) throw new Error('there is no simulator')
  const answer = await simulator.fetch(
    new URL('https://api.spotify.com/v1/me/player/recently-played?limit=50'),
    { headers: { authorization: `Bearer ${simulator.controls.grant().accessToken}` } },
  )
  const { items } = (await answer.json()) as { items: { played_at: string }[] }
  return items.map((item) => item.played_at)
}

test('a play of the demo account is the same after a restart on another day, and new ones come', async () => {
  const earlier = await playedAt('2026-11-20T12:00:00Z')
  const later = await playedAt('2026-11-21T03:00:00Z')
  const common = later.filter((play) => play <= (earlier[0] ?? ''))
  expect(common.length).toBeGreaterThan(0)
  expect(common).toEqual(earlier.slice(0, common.length))
  expect(later.length).toBeGreaterThan(common.length)
})
