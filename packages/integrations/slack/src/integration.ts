import { defineIntegration } from '@tributary/integration-kit'
import { notificationProvider, sendTestMessage } from '@tributary/integration-kit/providers'
import { openChannel, testToken } from './api.ts'
import { classifyAnswer } from './errors.ts'
import { form } from './form.ts'
import { icon } from './icon.ts'

export const slack = defineIntegration({
  name: 'slack',
  displayName: 'Slack',
  version: '1.0.0',
  description: 'Notifications to channels of Slack, by an incoming webhook or a bot.',
  homepage: 'https://slack.com',
  author: 'The Tributary authors',
  tags: ['notifications', 'chat'],
  icon,
  provides: {
    notification: notificationProvider({
      instance: form,
      api: {
        baseUrl: ({ config }) =>
          config.webhookUrl === undefined ? 'https://slack.com/api' : new URL(config.webhookUrl).origin,
        headers: ({ config }): Record<string, string> =>
          config.token === undefined ? {} : { authorization: `Bearer ${config.token}` },
        classify: classifyAnswer,
      },
      test: async ({ http, config, step }) => {
        if (config.mode === 'bot') await step('Signed in', () => testToken(http))
        const to = config.channel ?? 'the channel of the webhook'
        await sendTestMessage(openChannel(http, config), { step, to })
      },
      health: async ({ http, config, step }) => {
        if (config.mode === 'bot') await step('Signed in', () => testToken(http))
        else return { tried: 'Nothing: an incoming webhook cannot be tried without a message' }
      },
      open: ({ http, config }) => openChannel(http, config),
    }),
  },
})
