import { type HttpAnswer, IntegrationError, type IntegrationErrorCode } from '@tributary/integration-kit'
import { Type } from 'typebox'
import { Check } from 'typebox/value'

const Refusal = Type.Object({
  ok: Type.Literal(false),
  error: Type.String(),
  needed: Type.Optional(Type.String()),
})

/**
 * The errors of both ways by what a person has to do. Slack answers those of `chat.postMessage` with the status 200, and those of a webhook as
 * plain text.
 */
const ERRORS: Readonly<Partial<Record<IntegrationErrorCode, readonly [names: string, message: string]>>> = {
  auth_expired: [
    'not_authed invalid_auth account_inactive token_revoked token_expired invalid_token',
    'Slack rejected the token. Install the app again, and enter the new one.',
  ],
  permission_denied: [
    'missing_scope restricted_action not_in_channel action_prohibited posting_to_general_channel_denied team_disabled',
    'Slack does not let the app post there. Invite it to the channel, and add the scope chat:write.',
  ],
  bad_configuration: [
    'channel_not_found is_archived channel_is_archived user_not_found no_service no_service_id no_team no_active_hooks',
    'The channel or the webhook does not exist any longer. Enter another one.',
  ],
  invalid_data: [
    'msg_too_long no_text invalid_arguments invalid_payload invalid_blocks invalid_blocks_format too_many_attachments',
    'Slack refused the message.',
  ],
  rate_limit: ['ratelimited rate_limited', 'Slack asks to wait before the next message.'],
  upstream: [
    'fatal_error internal_error service_unavailable request_timeout rollup_error',
    'Slack is temporarily unavailable.',
  ],
}

const BY_NAME: ReadonlyMap<string, readonly [IntegrationErrorCode, string]> = new Map(
  Object.entries(ERRORS).flatMap(([code, [names, message]]) =>
    names.split(' ').map((name) => [name, [code as IntegrationErrorCode, message]] as const),
  ),
)

export function classifyAnswer({ status, body }: HttpAnswer): IntegrationError | undefined {
  const isRefusal = Check(Refusal, body)
  const name = isRefusal ? body.error : typeof body === 'string' && status >= 400 ? body.trim() : undefined
  if (name === undefined) return undefined
  const [code, message] = BY_NAME.get(name) ?? []
  if (code !== undefined)
    return new IntegrationError(
      code,
      `${message} (${name})`,
      isRefusal && body.needed !== undefined ? { missingScopes: body.needed.split(',') } : {},
    )
  // A name that is not in the table, of the status 200, is a refusal all the same.
  return isRefusal
    ? new IntegrationError('invalid_data', `Slack refused the message (${nameIn(name)}).`)
    : undefined
}

function nameIn(error: string): string {
  return /^[a-z_]{1,60}$/.test(error) ? error : 'unknown error'
}
