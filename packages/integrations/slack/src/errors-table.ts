import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** The errors of both ways, by what a person has to do. */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: [
      'not_authed',
      'invalid_auth',
      'account_inactive',
      'token_revoked',
      'token_expired',
      'invalid_token',
    ],
    code: 'auth_expired',
    message: 'Slack rejected the token. Install the app again, and enter the new one.',
  },
  {
    errors: [
      'missing_scope',
      'restricted_action',
      'not_in_channel',
      'action_prohibited',
      'posting_to_general_channel_denied',
      'team_disabled',
    ],
    code: 'permission_denied',
    message: 'Slack does not let the app post there. Invite it to the channel, and add the scope chat:write.',
  },
  {
    errors: [
      'channel_not_found',
      'is_archived',
      'channel_is_archived',
      'user_not_found',
      'no_service',
      'no_service_id',
      'no_team',
      'no_active_hooks',
    ],
    code: 'bad_configuration',
    message: 'The channel or the webhook does not exist any longer. Enter another one.',
  },
  {
    errors: [
      'msg_too_long',
      'no_text',
      'invalid_arguments',
      'invalid_payload',
      'invalid_blocks',
      'invalid_blocks_format',
      'too_many_attachments',
    ],
    code: 'invalid_data',
    message: 'Slack refused the message.',
  },
  {
    errors: ['ratelimited', 'rate_limited'],
    code: 'rate_limit',
    message: 'Slack asks to wait before the next message.',
  },
  {
    errors: ['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout', 'rollup_error'],
    code: 'upstream',
    message: 'Slack is temporarily unavailable.',
  },
]
