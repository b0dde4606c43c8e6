import { testAnalyticsProvider, testIntegration } from '@tributary/testkit'
import { createInfluxdbSimulator, type InfluxdbFault } from '../simulator/index.ts'
import { influxdb } from '../src/index.ts'

async function start() {
  const simulator = await createInfluxdbSimulator()
  const { url: address, token } = simulator
  return {
    simulator,
    values: { address, token, organization: 'home', bucket: 'tributary' },
    allow: '127.0.0.1',
    stored: () =>
      simulator.points().map(({ measurement, tags, value, milliseconds }) => ({
        metric: measurement,
        at: new Date(milliseconds).toISOString(),
        value,
        labels: tags,
      })),
    hang: () => simulator.hang(),
    stop: () => simulator.stop(),
  }
}

const failing = (status: number, code: string, headers: InfluxdbFault['headers'] = {}) => ({
  arrange: ({ simulator }: Awaited<ReturnType<typeof start>>) =>
    simulator.inject({ status, code, headers, times: 5 }),
})

testIntegration(influxdb, {})

testAnalyticsProvider(influxdb, {
  start,
  errors: [
    { name: 'a wrong token', values: { token: 'wrong-token' }, code: 'auth_expired' },
    { name: 'a missing bucket', values: { bucket: 'missing' }, code: 'bad_configuration' },
    { name: 'a missing organization', values: { organization: 'missing' }, code: 'bad_configuration' },
    { name: 'a bucket that may only be read', values: { bucket: 'readonly' }, code: 'permission_denied' },
    { name: 'points that are refused', ...failing(400, 'invalid'), code: 'invalid_data' },
    {
      name: 'points outside of the retention',
      ...failing(422, 'unprocessable entity'),
      code: 'invalid_data',
    },
    { name: 'a point that is too large', ...failing(413, 'request too large'), code: 'invalid_data' },
    {
      name: 'too many writes',
      ...failing(429, 'too many requests', { 'retry-after': '30' }),
      code: 'rate_limit',
      retryAfterSeconds: 30,
    },
    {
      name: 'a server that is overloaded',
      ...failing(503, 'unavailable', { 'retry-after': '7' }),
      code: 'upstream',
      retryAfterSeconds: 7,
    },
    { name: 'a failure of the server', ...failing(500, 'internal error'), code: 'upstream' },
  ],
})
