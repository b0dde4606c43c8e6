import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** A message for the people behind a channel. Plain text: what a service understands as markup has to be escaped. */
export interface NotificationMessage {
  /** One line. */
  readonly title: string
  readonly text: string
  readonly severity: 'info' | 'warning' | 'error'
  /** Where to read more. */
  readonly url?: string
}

/** Where messages are sent: a chat room, a telephone, a mailbox. */
export interface NotificationChannel {
  /** Resolves when the service has accepted the message. */
  send(message: NotificationMessage): Promise<void>
}

/**
 * Declares where messages are sent.
 *
 * @example
 * provides: {
 *   notification: notificationProvider({
 *     instance: fields({ room: field.text({ label: 'Room' }), token: field.secret({ label: 'Token' }) }),
 *     api: {
 *       baseUrl: 'https://chat.example.org/api',
 *       headers: ({ config }) => ({ authorization: `Bearer ${config.token}` }),
 *     },
 *     test: async ({ http, config, step }) => {
 *       await step(`Sent a test message to ${config.room}`, () =>
 *         http.post('/messages', { schema: Sent, json: { room: config.room, text: 'This is a test.' } }))
 *     },
 *     open: ({ http, config }) => ({
 *       send: async ({ title, text }) => {
 *         await http.post('/messages', { schema: Sent, json: { room: config.room, text: `${title}\n${text}` } })
 *       },
 *     }),
 *   }),
 * }
 */
export function notificationProvider<Form extends TObject>(
  options: ProviderOptions<'notification', Form>,
): Provider<'notification'> {
  return providerOf('notification', options)
}
