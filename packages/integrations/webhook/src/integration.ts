import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { notificationProvider, sendTestMessage, workflowProvider } from '@tributary/integration-kit/providers'
import { SIGNING_SECRET_PATTERN } from '@tributary/integration-kit/signatures'
import { classifyAnswer, openChannel, postEvent } from './api.ts'
import { icon } from './icon.ts'

const RECEIVER = 'Receiver'
const SECURITY = 'Security'

/** Of both kinds. */
const instance = fields({
  url: field.url({
    label: 'Address',
    description: 'Receives a POST with JSON for each notification or event.',
    placeholder: 'https://example.org/hooks/tributary',
    group: RECEIVER,
  }),
  signingSecret: field.secret({
    label: 'Signing secret',
    description: 'Signs each request by Standard Webhooks. Without it, requests are not signed.',
    help: 'Copy it from the receiver, or make one and enter it at both: echo "whsec_$(openssl rand -base64 32)".',
    pattern: SIGNING_SECRET_PATTERN,
    required: false,
    group: SECURITY,
  }),
  authorization: field.secret({
    label: 'Authorization header',
    description: 'For receivers that ask for credentials.',
    help: 'The whole value of the header, as the receiver documents it: Bearer … or Basic ….',
    pattern: '^[\\x20-\\x7e]+$',
    required: false,
    group: SECURITY,
  }),
})

interface Entered {
  readonly config: { readonly url: string; readonly authorization?: string | undefined }
}

const api = {
  baseUrl: ({ config }: Entered) => new URL(config.url).origin,
  headers: ({ config }: Entered): Record<string, string> =>
    config.authorization === undefined ? {} : { authorization: config.authorization },
  classify: classifyAnswer,
}

export const webhook = defineIntegration({
  name: 'webhook',
  displayName: 'Webhook',
  version: '1.0.0',
  description:
    'Notifications and events as signed requests to an address of your own: a script, a home automation, a bridge to another service.',
  homepage: 'https://www.standardwebhooks.com',
  author: 'The Tributary authors',
  tags: ['notifications', 'automation'],
  icon,
  provides: {
    notification: notificationProvider({
      instance,
      api,
      test: async ({ http, config, step }) => {
        await sendTestMessage(openChannel({ http, ...config }), { step, to: new URL(config.url).host })
      },
      open: ({ http, config }) => openChannel({ http, ...config }),
    }),
    workflow: workflowProvider({
      instance,
      api,
      test: async ({ http, config, step }) => {
        await step(`Sent a test event to ${new URL(config.url).host}`, () =>
          postEvent({ http, ...config }, testEvent()),
        )
      },
      open: ({ http, config }) => ({
        emit: async (event) => postEvent({ http, ...config }, event),
      }),
    }),
  },
})

function testEvent() {
  return { id: crypto.randomUUID(), type: 'test', at: new Date().toISOString(), data: {} }
}
