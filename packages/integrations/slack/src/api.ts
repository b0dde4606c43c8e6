import type { ProviderHttp } from '@tributary/integration-kit'
import type { NotificationChannel } from '@tributary/integration-kit/providers'
import { Type } from 'typebox'
import { Ok } from './api-shapes.ts'
import { writeText } from './write-text.ts'

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, https://docs.slack.dev/reference/methods/chat.postMessage */
export function openChannel(http: ProviderHttp, { webhookUrl, channel }: Target): NotificationChannel {
  return {
    async send(message) {
      // Without markup, so that asterisks and underlines are shown as they are. Entities are still read, so text is escaped.
      const json = { text: writeText(message), mrkdwn: false, unfurl_links: false }
      if (webhookUrl === undefined)
        await http.post('chat.postMessage', { schema: Ok, json: { ...json, channel } })
      else await http.post(webhookUrl, { schema: Type.Undefined(), accept: 'nothing', json })
    },
  }
}

interface Target {
  readonly webhookUrl?: string | undefined
  readonly channel?: string | undefined
}

/** https://docs.slack.dev/reference/methods/auth.test */
export async function testToken(http: ProviderHttp): Promise<void> {
  await http.post('auth.test', { schema: Ok, json: {} })
}
