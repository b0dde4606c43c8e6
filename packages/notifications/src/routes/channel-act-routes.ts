import { type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { Channel, viewChannel } from '../channels/channel-view.ts'
import { confirmRecipient } from '../channels/confirm-recipient.ts'
import { type SentNow, sendCode, sendTest } from '../channels/send-now.ts'
import { channelOf } from '../channels/write-channel.ts'
import { CODE_MINUTES, CODE_TRIES, MOST_CODES_PER_RECIPIENT, MOST_PER_HOUR } from '../limits.ts'
import { ChannelId, type PartsOf } from './channel-routes.ts'

const SentMessage = Type.Object(
  {
    sent: Type.Boolean({ description: 'Whether the service has accepted the message.' }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'The code of the error; null after a success.',
    }),
    detail: Type.Union([Type.String(), Type.Null()], { description: 'What is wrong; null after a success.' }),
  },
  {
    title: 'SentMessage',
    description: 'What came of the message.',
    examples: [{ sent: false, reason: 'upstream', detail: 'mail.example.org cannot be reached.' }],
  },
)

const Code = Type.Object(
  { code: Type.String({ pattern: '^[0-9]{6}$', description: 'As it was sent to the recipient.' }) },
  { title: 'ConfirmationCode', examples: [{ code: '042042' }] },
)

/** What can be done with a channel. */
export function channelActRoutes(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/delivery/channels/:id/code',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Send a code to the recipient of a channel',
        description: `Six digits, valid for ${CODE_MINUTES} minutes and ${CODE_TRIES} wrong tries; an earlier code is void. At most ${MOST_PER_HOUR.code} codes in an hour, and ${MOST_CODES_PER_RECIPIENT} to one recipient.`,
        operationId: 'notificationsRotateCode',
        params: ChannelId,
        response: { 200: SentMessage },
      },
    },
    async (request) => {
      const channel = await channelOf(parts(), signedIn(request).userId, request.params.id)
      return viewSent(await sendCode(parts(), channel))
    },
  )
  app.post(
    '/delivery/channels/:id/confirm',
    {
      schema: {
        summary: 'Confirm the recipient of a channel',
        description: 'From then on notifications are sent there.',
        operationId: 'notificationsVerifyChannel',
        params: ChannelId,
        body: Code,
        response: { 200: Channel },
      },
    },
    async (request) => {
      const whose = { userId: signedIn(request).userId, id: request.params.id }
      return viewChannel(await confirmRecipient(parts(), whose, request.body.code))
    },
  )
  app.post(
    '/delivery/channels/:id/test',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Send a test message through a channel',
        description: `Now and once, also while the channel is paused. At most ${MOST_PER_HOUR.test} in an hour. It is not in the log.`,
        operationId: 'notificationsTestChannel',
        params: ChannelId,
        response: { 200: SentMessage },
      },
    },
    async (request) => {
      const channel = await channelOf(parts(), signedIn(request).userId, request.params.id)
      return viewSent(await sendTest(parts(), channel))
    },
  )
}

function viewSent(sent: SentNow): Static<typeof SentMessage> {
  return sent.sent ? { sent: true, reason: null, detail: null } : sent
}
