import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { cutText, type NotificationMessage, oneLine } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'
import { Check } from 'typebox/value'

/** A longer message becomes an attachment, which servers without storage refuse. */
const MESSAGE_BYTES = 4096
/** Without a documented limit; more than a telephone shows. */
const TITLE_CHARACTERS = 250
/** 1 to 5; 3 rings as usual, 4 and 5 longer. */
const PRIORITY = { info: 3, warning: 4, error: 5 } as const
/** Names of emojis, which the app shows before the title. */
const TAGS = { info: [], warning: ['warning'], error: ['rotating_light'] } as const

const Published = Type.Object({ id: Type.String(), event: Type.Literal('message') })
const Health = Type.Object({ healthy: Type.Literal(true) })
const Refusal = Type.Object({ code: Type.Integer(), error: Type.String() })

/**
 * Publishes as JSON, https://docs.ntfy.sh/publish/#publish-as-json: in a header, a title would have to be encoded. Without `markdown` the
 * text is shown as it is.
 */
export async function publish(
  http: ProviderHttp,
  topic: string,
  { title, text, severity, url }: NotificationMessage,
): Promise<void> {
  await http.post('', {
    schema: Published,
    json: {
      topic,
      title: cutText(oneLine(title), { characters: TITLE_CHARACTERS }),
      message: cutText(text, { bytes: MESSAGE_BYTES }),
      priority: PRIORITY[severity],
      tags: TAGS[severity],
      ...(url === undefined ? {} : { click: url }),
    },
  })
}

/** https://docs.ntfy.sh/config/#health-checks */
export async function checkHealth(http: ProviderHttp): Promise<void> {
  await http.get('v1/health', { schema: Health })
}

/** The codes of ntfy whose status says too little; the others have the meaning of their status. */
const MEANINGS: Readonly<Record<number, () => IntegrationError>> = {
  40009: () =>
    new IntegrationError('bad_configuration', 'The server refused the topic: choose another name.'),
  40010: () =>
    new IntegrationError('bad_configuration', 'The server does not allow this topic: choose another name.'),
  40401: () => new IntegrationError('bad_configuration', 'There is no ntfy server at this address.'),
  40101: () =>
    new IntegrationError('auth_expired', 'The server rejected the access token. Enter another one.'),
  40301: () =>
    new IntegrationError(
      'permission_denied',
      'The access token may not write to this topic, or the topic needs one.',
    ),
  42908: () => new IntegrationError('rate_limit', 'The messages of the day are used up at the server.'),
}

export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  return Check(Refusal, body) ? MEANINGS[body.code]?.() : undefined
}
