import type { NotificationChannel } from './notification.ts'
import type { TestContext } from './provider.ts'

/**
 * Sends a message that says it is a test, as a step of `test`.
 *
 * @param to where it goes, for the administrator: `#general`
 *
 * @example
 * const test = async ({ step }: TestContext) => {
 *   await sendTestMessage(channel, { step, to: '#general' })
 * }
 *
 * @throws IntegrationError what `send` throws
 */
export async function sendTestMessage(
  channel: NotificationChannel,
  { step, to }: Pick<TestContext, 'step'> & { readonly to: string },
): Promise<void> {
  await step(`Sent a test message to ${to}`, () =>
    channel.send({ title: 'Tributary', text: 'This is a test.', severity: 'info' }),
  )
}
