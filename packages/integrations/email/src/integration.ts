import { defineIntegration } from '@tributary/integration-kit'
import { notificationProvider, sendTestMessage } from '@tributary/integration-kit/providers'
import { form } from './form.ts'
import { icon } from './icon.ts'
import { openMailer } from './mailer.ts'

export const email = defineIntegration({
  name: 'email',
  displayName: 'Email',
  version: '1.0.0',
  description: 'Notifications by mail, through the outgoing mail server of any provider.',
  homepage: 'https://www.rfc-editor.org/rfc/rfc5321',
  author: 'The Tributary authors',
  tags: ['notifications'],
  icon,
  provides: {
    notification: notificationProvider({
      instance: form,
      test: async (context) => {
        const { config, step } = context
        const mailer = openMailer(context)
        await step(`Signed in at ${config.host}`, () => mailer.verify())
        await sendTestMessage(mailer, { step, to: config.to.join(', ') })
      },
      health: async (context) => {
        await context.step(`Signed in at ${context.config.host}`, () => openMailer(context).verify())
      },
      open: openMailer,
    }),
  },
})
