import { simulatedService, testIntegration, testNotificationProvider } from '@tributary/testkit'
import { createNtfySimulator } from '../simulator/index.ts'
import { ntfy } from '../src/index.ts'

const failing = (status: number, code: number) => ({
  arrange: ({ simulator }: Awaited<ReturnType<typeof start>>) =>
    simulator.controls.inject({ kind: 'status', status, body: { code, http: status, error: 'refused' } }),
})

async function start() {
  const simulator = await createNtfySimulator()
  return simulatedService(simulator, {
    values: { topic: 'private-alerts', token: simulator.controls.grant().accessToken },
    received: () =>
      simulator.messages().map(({ title, message, click }) => ({ shown: `${title}\n${message}\n${click}` })),
  })
}

testIntegration(ntfy, {})

testNotificationProvider(ntfy, {
  start,
  longText: 'cut',
  errors: [
    { name: 'a wrong token', values: { token: 'tk_wrong' }, code: 'auth_expired' },
    {
      name: 'a revoked token',
      arrange: ({ simulator }) => simulator.controls.revokeConsent(),
      code: 'auth_expired',
    },
    { name: 'a topic of others', ...failing(403, 40301), code: 'permission_denied' },
    { name: 'a topic that the server keeps', values: { topic: 'disallowed' }, code: 'bad_configuration' },
    { name: 'an invalid topic', ...failing(400, 40009), code: 'bad_configuration' },
    { name: 'another server', ...failing(404, 40401), code: 'bad_configuration' },
    { name: 'an attachment that is too large', ...failing(413, 41301), code: 'invalid_data' },
    { name: 'too many requests', ...failing(429, 42901), code: 'rate_limit' },
    { name: 'the quota of the day', ...failing(429, 42908), code: 'rate_limit', message: /of the day/ },
    {
      name: 'a limit with a wait',
      arrange: ({ simulator }) => simulator.controls.inject({ kind: 'status', status: 429, retryAfter: 30 }),
      code: 'rate_limit',
      retryAfterSeconds: 30,
    },
    { name: 'a failure of the server', ...failing(500, 50001), code: 'upstream' },
  ],
})
