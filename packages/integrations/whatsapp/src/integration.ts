import { defineIntegration } from '@tributary/integration-kit'
import { notificationProvider, sendTestMessage } from '@tributary/integration-kit/providers'
import { findNumber } from './api.ts'
import { openChannel } from './channel.ts'
import { classifyAnswer } from './errors.ts'
import { form } from './form.ts'
import { icon } from './icon.ts'

export const whatsApp = defineIntegration({
  name: 'whatsapp',
  displayName: 'WhatsApp',
  version: '1.0.0',
  description: 'Notifications by WhatsApp, from a number of your business account.',
  homepage: 'https://developers.facebook.com/docs/whatsapp/cloud-api',
  author: 'The Tributary authors',
  tags: ['notifications', 'chat'],
  icon,
  provides: {
    notification: notificationProvider({
      instance: form,
      api: {
        baseUrl: ({ config }) => `https://graph.facebook.com/${config.apiVersion}`,
        headers: ({ config }) => ({ authorization: `Bearer ${config.token}` }),
        classify: classifyAnswer,
      },
      test: async (context) => {
        const { http, config, step } = context
        await step('Found the number in the business account', () => findNumber(http, config))
        await sendTestMessage(openChannel(context), { step, to: config.to })
      },
      health: async ({ http, config, step }) => {
        await step('Found the number in the business account', () => findNumber(http, config))
      },
      receives: true,
      open: (context) => openChannel(context),
    }),
  },
})
