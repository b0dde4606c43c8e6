import { simulatedService, testIntegration, testNotificationProvider } from '@tributary/testkit'
import { createSlackSimulator, type SlackSimulator, showMessage, WEBHOOK_ERRORS } from '../simulator/index.ts'
import { slack } from '../src/index.ts'

const serviceOf = (simulator: SlackSimulator, values: Record<string, unknown>) => ({
  ...simulatedService(simulator, {
    values,
    received: () => simulator.messages().map((message) => ({ shown: showMessage(message) })),
  }),
  fail: simulator.fail,
})

async function startBot() {
  const simulator = await createSlackSimulator()
  return serviceOf(simulator, { mode: 'bot', token: simulator.botToken(), channel: 'C0SIM' })
}

async function startWebhook() {
  const simulator = await createSlackSimulator()
  return serviceOf(simulator, { webhookUrl: simulator.webhookUrl })
}

const failing = (error: string, more?: object) => ({
  name: error,
  arrange: ({ fail }: Awaited<ReturnType<typeof startBot>>) => fail(error, more),
})

const CODES = {
  auth_expired: 'not_authed invalid_auth account_inactive token_revoked token_expired invalid_token',
  permission_denied:
    'missing_scope restricted_action not_in_channel action_prohibited posting_to_general_channel_denied team_disabled',
  bad_configuration:
    'channel_not_found is_archived channel_is_archived user_not_found no_service no_service_id no_team no_active_hooks',
  invalid_data:
    'msg_too_long no_text invalid_arguments invalid_payload invalid_blocks invalid_blocks_format too_many_attachments',
  rate_limit: 'ratelimited rate_limited',
  upstream: 'fatal_error internal_error service_unavailable request_timeout rollup_error',
} as const

const errors = Object.entries(CODES).flatMap(([code, names]) =>
  names.split(' ').map((name) => ({ ...failing(name), code: code as keyof typeof CODES })),
)

testIntegration(slack, {})

testNotificationProvider(slack, {
  start: startBot,
  longText: 'cut',
  errors: [
    ...errors.filter(({ name }) => name !== 'rate_limited'),
    { ...failing('rate_limited'), code: 'rate_limit', retryAfterSeconds: 30 },
    { ...failing('an_error_of_tomorrow'), code: 'invalid_data', message: /an_error_of_tomorrow/ },
    { name: 'another token', values: { token: 'xoxb-another' }, code: 'auth_expired' },
    { name: 'another channel', values: { channel: 'C0OTHER' }, code: 'bad_configuration' },
    {
      name: 'a failure without an answer of Slack',
      arrange: ({ simulator }) => simulator.controls.inject({ kind: 'status', status: 503 }),
      code: 'upstream',
    },
  ],
})

testNotificationProvider(slack, {
  start: startWebhook,
  longText: 'cut',
  errors: [
    ...errors.filter(({ name }) => name in WEBHOOK_ERRORS && name !== 'rate_limited'),
    { ...failing('rate_limited'), code: 'rate_limit', retryAfterSeconds: 1 },
    {
      name: 'another webhook',
      values: { webhookUrl: 'https://hooks.slack.com/services/T0SIM/B0SIM/other' },
      code: 'bad_configuration',
    },
  ],
})
