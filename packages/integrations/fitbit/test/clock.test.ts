import { IntegrationError, type IntegrationErrorCode, type ProviderHttp } from '@tributary/integration-kit'
import { describe, expect, it } from 'vitest'
import { readClock, readSettledClock } from '../src/clock.ts'

/** Answers as the address of the settings does; anything else is not asked here. */
const clockWith = (answer: () => unknown) =>
  readClock({
    http: { get: async () => answer() } as unknown as ProviderHttp,
    now: () => Date.parse('2026-11-21T04:00:00Z'),
  })

describe('the local date of a person', () => {
  it('follows from the settings', async () => {
    const zoned = await clockWith(() => ({ timeZone: 'Pacific/Auckland', utcOffset: '-18000s' }))
    expect(zoned.latestDate).toBe('2026-11-21')
    const offset = await clockWith(() => ({ timeZone: 'Middle/Earth', utcOffset: '-18000s' }))
    expect(offset).toMatchObject({ latestDate: '2026-11-20', lastFullDate: '2026-11-19' })
  })

  it.each([
    ['nothing is said', () => ({})],
    ['it is not allowed', () => refuse('permission_denied')],
    ['it is refused', () => refuse('invalid_data')],
    // Data is not kept waiting for it.
    ['Google is in trouble', () => refuse('upstream')],
  ])('is between the first and the last time zone if %s', async (_, answer) => {
    expect(await clockWith(answer)).toMatchObject({ latestDate: '2026-11-21', lastFullDate: '2026-11-19' })
  })

  it.each(['rate_limit', 'auth_expired', 'action_required'] as const)(
    'is not guessed if nothing else could be read either: %s',
    async (code) => {
      await expect(clockWith(() => refuse(code))).rejects.toMatchObject({ code })
    },
  )
})

it('waits for Google’s trouble to pass where measurements are read by the bounds of days', async () => {
  const settled = (answer: () => unknown) =>
    readSettledClock({ http: { get: async () => answer() } as unknown as ProviderHttp, now: () => 0 })
  await expect(settled(() => refuse('upstream'))).rejects.toMatchObject({ code: 'upstream' })
  expect(await settled(() => refuse('permission_denied'))).toMatchObject({ lastFullDate: '1969-12-30' })
})

function refuse(code: IntegrationErrorCode): never {
  throw new IntegrationError(code, 'No.')
}
