import type { HttpAnswer, IntegrationError, ProviderHttp } from '@tributary/integration-kit'
import { cutText, errorFrom, type NotificationChannel, oneLine } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'
import { Check } from 'typebox/value'
import { ERRORS } from './errors-table.ts'

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
export function openTopic(http: ProviderHttp, topic: string): NotificationChannel {
  return {
    async send({ title, text, severity, url }) {
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
    },
  }
}

/** https://docs.ntfy.sh/config/#health-checks */
export async function checkHealth(http: ProviderHttp): Promise<void> {
  await http.get('v1/health', { schema: Health })
}

export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  return Check(Refusal, body) ? errorFrom(ERRORS, body.code) : undefined
}
