import {
  createProviderSimulator,
  keyProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorReply,
} from '@tributary/provider-simulator'
import type { SlackMessage } from './show-message.ts'
import { WEBHOOK_ERRORS } from './webhook-errors.ts'

export interface SlackSimulator extends ProviderSimulator {
  /** What was posted, the oldest first. */
  messages(): readonly SlackMessage[]
  /** A token of a bot. Default: with the scope `chat:write`. */
  botToken(scopes?: readonly string[]): string
  /** The URL of the webhook, which is a secret. */
  readonly webhookUrl: string
  /** Each further message has this error, with further members of the answer. */
  fail(error: string, more?: object): void
}

const CHARACTERS = 40_000
const CHANNEL = 'C0SIM'
const WEBHOOK = 'https://hooks.slack.com/services/T0SIM/B0SIM/canaryOfTheWebhook'
/** Slack answers these with a status of their own. */
const RATE_LIMITED = new Set(['ratelimited', 'rate_limited'])

/**
 * Starts a simulated Slack: one channel, `C0SIM`, one webhook, and tokens of bots.
 *
 * @example
 * await using simulator = await createSlackSimulator()
 * simulator.fail('channel_not_found')
 */
export async function createSlackSimulator(
  options: Pick<ProviderSimulatorOptions, 'port'> = {},
): Promise<SlackSimulator> {
  const messages: SlackMessage[] = []
  let failure: { readonly error: string; readonly more: object } | undefined
  const asJson = (error: string, more: object = {}): SimulatorReply => ({
    status: RATE_LIMITED.has(error) ? 429 : 200,
    headers: RATE_LIMITED.has(error) ? { 'retry-after': '30' } : {},
    body: { ok: false, error, ...more },
  })
  const asText = (error: string): SimulatorReply => ({
    status: WEBHOOK_ERRORS[error] ?? 400,
    headers: { 'content-type': 'text/html', ...(error === 'rate_limited' ? { 'retry-after': '1' } : {}) },
    body: error,
  })
  const post = 'POST' as const
  const simulator = await createProviderSimulator({
    ...options,
    name: 'Slack',
    profile: {
      ...keyProfile({
        apiUrls: ['https://slack.com'],
        tokenPrefix: 'xoxb-',
      }),
      scopes: ['chat:write'],
    },
    accounts: [{ id: 'T0SIM', name: 'Simulated workspace' }],
    routes: [
      {
        method: post,
        url: 'https://slack.com/api/auth.test',
        access: 'optional',
        handle: ({ refusal }) =>
          refusal === undefined ? { body: { ok: true, user: 'tributary' } } : asJson(authError(refusal)),
      },
      {
        method: post,
        url: 'https://slack.com/api/chat.postMessage',
        access: 'optional',
        handle({ body, refusal, grantedScopes }) {
          if (refusal !== undefined) return asJson(authError(refusal))
          if (failure !== undefined) return asJson(failure.error, failure.more)
          if (!grantedScopes.has('chat:write'))
            return asJson('missing_scope', { needed: 'chat:write', provided: 'identify' })
          const message = (body ?? {}) as SlackMessage
          if (message.channel !== CHANNEL) return asJson('channel_not_found')
          const error = errorOf(message)
          if (error !== undefined) return asJson(error)
          messages.push(message)
          return { body: { ok: true, channel: CHANNEL, ts: '1503435956.000247', message } }
        },
      },
      {
        method: post,
        url: 'https://hooks.slack.com/services/:team/:service/:key',
        access: 'open',
        handle({ body, url }) {
          if (url.href !== WEBHOOK) return asText('no_service')
          if (failure !== undefined) return asText(failure.error)
          if (typeof body !== 'object' || body === null) return asText('invalid_payload')
          const error = errorOf(body)
          if (error !== undefined) return asText(error)
          messages.push(body)
          return { headers: { 'content-type': 'text/html' }, body: 'ok' }
        },
      },
    ],
  })
  return {
    ...simulator,
    messages: () => messages,
    botToken: (scopes) => simulator.controls.grant(scopes === undefined ? {} : { scopes }).accessToken,
    webhookUrl: WEBHOOK,
    fail(error, more = {}) {
      failure = { error, more }
    },
  }
}

function authError(reason: string): string {
  return reason === 'missing' ? 'not_authed' : reason === 'revoked' ? 'token_revoked' : 'invalid_auth'
}

function errorOf({ text = '' }: SlackMessage): string | undefined {
  if (text.trim() === '') return 'no_text'
  return text.length > CHARACTERS ? 'msg_too_long' : undefined
}
