import type { Integration } from '@tributary/integration-kit'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'

/** A simulated service that shows what it has stored. */
export interface AnalyticsService extends ProviderService {
  /** In any order, at the time in UTC with milliseconds; a point that was written again is there once. */
  stored(): readonly Required<AnalyticsPoint>[]
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString()

/** Names with what line formats, addresses and query languages give a meaning. */
const ODD = [
  'with space',
  'a,b=c',
  'quoted "x" \'y\'',
  'back\\slash',
  'größe 漢字 🎉',
  'a:b/c?d&e#f',
  '{x} ${y}',
  'a\tb',
]

const sorted = (points: readonly AnalyticsPoint[]) =>
  points.map((point) => JSON.stringify(whole(point))).toSorted()
const whole = ({ metric, at: time, value, labels = {} }: AnalyticsPoint) => ({
  metric,
  at: new Date(time).toISOString(),
  value,
  labels: Object.fromEntries(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1))),
})

/**
 * The contract of an analytics provider, run with the real client and egress guard against its simulated service.
 *
 * @example
 * testAnalyticsProvider(influxdb, { start: startInfluxdb, errors: [{ name: 'a wrong token', values: { token: 'x' }, code: 'auth_expired' }] })
 */
export function testAnalyticsProvider<Service extends AnalyticsService>(
  integration: Integration,
  { start, errors }: ProviderCase<Service>,
): void {
  describe(`the analytics of ${integration.definition.displayName} keep the contract`, () => {
    testProvider(integration, {
      kind: 'analytics',
      start,
      errors,
      call: (sink) => sink.write([{ metric: 'test.steps', at: at(0), value: 1 }]),
    })

    const writing = async (...writes: readonly (readonly AnalyticsPoint[])[]) => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'analytics', service)
        for (const points of writes) await opened.use((sink) => sink.write(points), 60_000)
        expectNoSecrets(opened, undefined)
        return service.stored()
      } finally {
        await service.stop()
      }
    }

    test('points are stored with their metric, time, value and labels', async () => {
      const points: AnalyticsPoint[] = [
        {
          metric: 'oura.steps',
          at: '2026-11-01T00:00:00Z',
          value: 9000,
          labels: { user: 'ada', source: 'oura' },
        },
        { metric: 'oura.steps', at: '2026-11-02T01:30:00+01:30', value: 0, labels: { user: 'ada' } },
        { metric: 'fitbit.weight', at: '2026-11-01T12:34:56.789Z', value: -70.25 },
        { metric: 'tiny', at: at(1), value: 1e-9 },
        { metric: 'large', at: at(1), value: 1.5e21 },
        { metric: 'tenth', at: at(1), value: 0.1 + 0.2 },
      ]
      expect(sorted(await writing(points))).toEqual(sorted(points))
    })

    test('writing a point again has no further effect, and another value replaces it', async () => {
      const point = { metric: 'm', at: at(0), value: 1, labels: { user: 'ada', device: 'one' } }
      const again = { ...point, labels: { device: 'one', user: 'ada' } }
      expect(sorted(await writing([point, point], [again], [{ ...point, value: 2 }]))).toEqual(
        sorted([{ ...point, value: 2 }]),
      )
    })

    test('points that differ in one label or in a millisecond are different', async () => {
      const points = [
        { metric: 'm', at: '2026-11-01T00:00:00.000Z', value: 1, labels: { user: 'ada' } },
        { metric: 'm', at: '2026-11-01T00:00:00.001Z', value: 2, labels: { user: 'ada' } },
        { metric: 'm', at: '2026-11-01T00:00:00.000Z', value: 3, labels: { user: 'bob' } },
        { metric: 'm', at: '2026-11-01T00:00:00.000Z', value: 4 },
      ]
      expect(sorted(await writing(points))).toEqual(sorted(points))
    })

    test('names and labels are kept to the character', async () => {
      const points = ODD.map((odd, n) => ({
        metric: `m ${odd}.x`,
        at: at(n),
        value: n,
        labels: { [`l ${odd}.x`]: `v ${odd}.x` },
      }))
      expect(sorted(await writing(points))).toEqual(sorted(points))
    })

    test('a name with a line break adds no point', async () => {
      for (const point of [
        { metric: 'm\nevil value=1 1', at: at(0), value: 1 },
        { metric: 'm', at: at(0), value: 1, labels: { user: 'ada value=1 1\nevil' } },
      ]) {
        const stored = await writing([point]).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'invalid_data' })
          return []
        })
        expect(stored.map(({ metric }) => metric)).not.toContain('evil')
      }
    })

    test.each([Number.NaN, Number.POSITIVE_INFINITY])('the value %s is refused', async (value) => {
      await expect(writing([{ metric: 'm', at: at(0), value }])).rejects.toMatchObject({
        code: 'invalid_data',
      })
    })

    test('many points are all stored, and none is no error', { timeout: 60_000 }, async () => {
      const points = Array.from({ length: 12_345 }, (_, n) => ({ metric: 'm', at: at(n), value: n }))
      expect(await writing(points, [])).toHaveLength(12_345)
    })
  })
}
