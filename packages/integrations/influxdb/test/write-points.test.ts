import type { AnalyticsPoint } from '@tributary/integration-kit/providers'
import { openProvider } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { createInfluxdbSimulator, type InfluxdbSimulator } from '../simulator/index.ts'
import { influxdb } from '../src/index.ts'
import { lineOf } from '../src/line-protocol.ts'

const points = (count: number): AnalyticsPoint[] =>
  Array.from({ length: count }, (_, n) => ({
    metric: 'm',
    at: new Date(Date.UTC(2026, 10, 1) + n).toISOString(),
    value: n,
  }))

async function withInstance(
  work: (
    write: (points: readonly AnalyticsPoint[]) => Promise<void>,
    simulator: InfluxdbSimulator,
  ) => Promise<void>,
) {
  await using simulator = await createInfluxdbSimulator()
  const values = { address: simulator.url, token: simulator.token, bucket: 'tributary' }
  await using opened = await openProvider({
    integration: influxdb,
    kind: 'analytics',
    values,
    allow: '127.0.0.1',
  })
  await work((written) => opened.use((sink) => sink.write(written)), simulator)
}

test.each([
  [{ metric: 'a b,c', at: '2026-11-01T00:00:00Z', value: 7 }, 'a\\ b\\,c value=7 1793491200000'],
  [
    { metric: 'm', at: '2026-11-01T00:00:00.5Z', value: 0.1, labels: { z: '1', 'a=b': 'c d,e', empty: '' } },
    'm,a\\=b=c\\ d\\,e,z=1 value=0.1 1793491200500',
  ],
])('a point is the line of the protocol', (point, line) => {
  expect(lineOf(point)).toBe(line)
})

test.each([
  { metric: '#comment' },
  { metric: '_system' },
  { metric: '' },
  { metric: 'm\\' },
  { at: 'yesterday' },
])('a point that a line cannot say is refused: %j', (wrong) => {
  const point = { metric: 'm', at: '2026-11-01T00:00:00Z', value: 1, ...wrong }
  expect(() => lineOf(point)).toThrow(expect.objectContaining({ code: 'invalid_data' }))
})

test('points go in batches of 5,000', async () =>
  withInstance(async (write, simulator) => {
    await write(points(12_000))
    expect(simulator.batches()).toEqual([5_000, 5_000, 2_000])
  }))

test('a batch that is too large is halved until it fits', async () =>
  withInstance(async (write, simulator) => {
    simulator.limitLines(300)
    await write(points(1_000))
    expect(simulator.batches()).toEqual([250, 250, 250, 250])
    expect(simulator.points()).toHaveLength(1_000)
  }))

test('of a batch that is refused in part the rest is stored, and the error names no value', async () =>
  withInstance(async (write, simulator) => {
    const old = { metric: 'weight', at: '1999-01-01T00:00:00Z', value: 70.25 }
    const error = await write([...points(3), old]).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'invalid_data', message: expect.stringContaining('bucket keeps') })
    expect(String(error)).not.toContain('70.25')
    expect(simulator.points()).toHaveLength(3)
  }))

test('the test writes a point, the periodic check none', async () => {
  await using simulator = await createInfluxdbSimulator()
  const values = { address: simulator.url, token: simulator.token, bucket: 'tributary' }
  await using opened = await openProvider({
    integration: influxdb,
    kind: 'analytics',
    values,
    allow: '127.0.0.1',
  })
  await opened.health()
  expect(simulator.points()).toEqual([])
  expect(await opened.test()).toEqual(['Reached the server', 'Wrote a point to tributary'])
  expect(simulator.points()).toMatchObject([{ measurement: 'tributary.test', value: 1 }])
})
