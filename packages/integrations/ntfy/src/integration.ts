import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { notificationProvider, sendTestMessage } from '@tributary/integration-kit/providers'
import { checkHealth, classifyAnswer, openTopic } from './api.ts'
import { icon } from './icon.ts'

const SERVER = 'Server'
const ACCESS = 'Access'

export const ntfy = defineIntegration({
  name: 'ntfy',
  displayName: 'Ntfy',
  version: '1.0.0',
  description: 'Notifications to telephones and computers, through ntfy.sh or a server of your own.',
  homepage: 'https://ntfy.sh',
  author: 'The Tributary authors',
  tags: ['notifications', 'open-source'],
  icon,
  provides: {
    notification: notificationProvider({
      instance: fields({
        server: field.url({
          label: 'Server',
          description: 'Of your own server, or the public one.',
          default: 'https://ntfy.sh',
          group: SERVER,
        }),
        topic: field.text({
          label: 'Topic',
          description:
            'What the app subscribes to. On a server without accounts, everyone who knows it can read it.',
          help: 'Choose a name that cannot be guessed, and subscribe to it in the app.',
          pattern: '^[-_A-Za-z0-9]{1,64}$',
          placeholder: 'tributary-8f2k1q',
          group: SERVER,
        }),
        token: field.secret({
          label: 'Access token',
          description: 'For topics that need one.',
          help: 'In the web app of the server: Account → Access tokens → Create access token. Or on the server: ntfy token add USER.',
          required: false,
          group: ACCESS,
        }),
      }),
      api: {
        baseUrl: ({ config }) => config.server,
        headers: ({ config }): Record<string, string> =>
          config.token === undefined ? {} : { authorization: `Bearer ${config.token}` },
        classify: classifyAnswer,
      },
      test: async ({ http, config: { topic }, step }) => {
        await step('Read the health of the server', () => checkHealth(http))
        await sendTestMessage(openTopic(http, topic), { step, to: topic })
      },
      health: async ({ http, step }) => {
        await step('Read the health of the server', () => checkHealth(http))
      },
      open: ({ http, config: { topic } }) => openTopic(http, topic),
    }),
  },
})
