import { newSigningSecret } from '@tributary/integration-kit/signatures'
import {
  type ProviderErrorCase,
  testIntegration,
  testNotificationProvider,
  testWorkflowProvider,
} from '@tributary/testkit'
import { startReceiver } from '../simulator/index.ts'
import { webhook } from '../src/index.ts'

const SECRET = newSigningSecret()
const AUTHORIZATION = 'Bearer canary-of-the-receiver'

async function start() {
  const receiver = await startReceiver({ secret: SECRET, authorization: AUTHORIZATION })
  return {
    ...receiver,
    values: { url: receiver.url, signingSecret: SECRET, authorization: AUTHORIZATION },
    allow: '127.0.0.1',
    received: () =>
      receiver
        .received()
        .map(({ event: { data } }) => ({ shown: `${data.title}\n${data.text}\n${data.url ?? ''}` })),
    started: () =>
      receiver.received().map(({ id, event: { type, timestamp: at, data } }) => ({ id, type, at, data })),
    hang: () => receiver.answer(() => {}),
  }
}

type Service = Awaited<ReturnType<typeof start>>

const answering = (status: number, headers: Record<string, string> = {}) => ({
  arrange: ({ answer }: Service) =>
    answer((response) => void response.writeHead(status, headers).end(AUTHORIZATION)),
})

testIntegration(webhook, {})

const errors: readonly ProviderErrorCase<Service>[] = [
  { name: 'another signing secret', values: { signingSecret: newSigningSecret() }, code: 'auth_expired' },
  { name: 'another authorization', values: { authorization: 'Bearer other' }, code: 'permission_denied' },
  { name: 'a redirect', ...answering(302, { location: 'https://example.org' }), code: 'bad_configuration' },
  { name: 'an address that does not exist', ...answering(404), code: 'bad_configuration' },
  { name: 'an address that takes no POST', ...answering(405), code: 'bad_configuration' },
  { name: 'an address that has ended', ...answering(410), code: 'provider_gone' },
  { name: 'a limit', ...answering(429, { 'retry-after': '7' }), code: 'rate_limit', retryAfterSeconds: 7 },
  { name: 'a failure', ...answering(500), code: 'upstream' },
  { name: 'maintenance', ...answering(503), code: 'upstream' },
]

testNotificationProvider(webhook, { start, longText: 'whole', errors })

testWorkflowProvider(webhook, { start, errors })
