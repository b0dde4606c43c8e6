import {
  type HttpAnswer,
  IntegrationError,
  type IntegrationErrorCode,
  isIntegrationError,
} from '@tributary/integration-kit'
import { Type } from 'typebox'
import { Check } from 'typebox/value'

const Refusal = Type.Object({ error: Type.Object({ code: Type.Integer() }) })

type Codes = readonly (number | readonly [from: number, to: number])[]

/**
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. The status does not say what is wrong: an expired token is 401
 * or 400, a limit 429 or 400.
 */
const MEANINGS: readonly (readonly [IntegrationErrorCode, Codes, string])[] = [
  [
    'auth_expired',
    [0, 190],
    'WhatsApp rejected the access token. Make another one, of a system user, and enter it.',
  ],
  [
    'permission_denied',
    [3, 10, [200, 299]],
    'The access token lacks the permission whatsapp_business_messaging.',
  ],
  [
    'permission_denied',
    [368, 131_031, 130_497],
    'WhatsApp has restricted the business account. See its quality page.',
  ],
  [
    'rate_limit',
    [4, 80_007, 130_429, 131_048, 131_056, 133_016],
    'WhatsApp asks to wait before the next message.',
  ],
  [
    'bad_configuration',
    [33, 100],
    'The phone number ID or another value is not valid. Compare it with the page API Setup.',
  ],
  [
    'bad_configuration',
    [[132_000, 132_015]],
    'The template does not fit: create it with two variables, in this language, and wait until it is approved.',
  ],
  [
    'bad_configuration',
    [131_026],
    'The recipient cannot be reached: the number has no WhatsApp, or an old version.',
  ],
  [
    'bad_configuration',
    [131_030],
    'The recipient is not in the list of the test number: add it at API Setup.',
  ],
  [
    'action_required',
    [131_047],
    'The recipient has not written for 24 hours: write to the number from the telephone.',
  ],
  ['invalid_data', [131_008, 131_009, 131_051], 'WhatsApp refused the message.'],
  ['upstream', [1, 2, 131_000, 131_016], 'WhatsApp is temporarily unavailable.'],
]

/** Messages to one recipient: one in 6 seconds. */
const PAIR_LIMIT = 131_056
const PAIR_SECONDS = 6

export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  if (!Check(Refusal, body)) return undefined
  const { code } = body.error
  const meaning = MEANINGS.find(([, codes]) => codes.some((each) => isIn(code, each)))
  if (meaning === undefined) return undefined
  const [kind, , message] = meaning
  return new IntegrationError(
    kind,
    `${message} (${code})`,
    code === PAIR_LIMIT ? { retryAfterSeconds: PAIR_SECONDS } : {},
  )
}

/** Whether text was refused since the recipient has not written for 24 hours. */
export function isOutsideWindow(error: unknown): boolean {
  return isIntegrationError(error, 'action_required')
}

function isIn(code: number, codes: Codes[number]): boolean {
  return typeof codes === 'number' ? code === codes : code >= codes[0] && code <= codes[1]
}
