import type { TObject } from 'typebox'
import type { ValuesOf } from '../context-types.ts'
import { type Provider, type ProviderContext, type ProviderOptions, providerOf } from './provider.ts'

/** A message for the people behind a channel. Plain text: what a service understands as markup has to be escaped. */
export interface NotificationMessage<Recipient = Readonly<Record<string, unknown>>> {
  /**
   * The same for each attempt to send the message, which may have arrived although its answer was lost: pass it on where the service
   * recognises a repetition. Absent for a message that is sent once.
   */
  readonly id?: string
  /** One line. */
  readonly title: string
  readonly text: string
  readonly severity: 'info' | 'warning' | 'error'
  /** Where to read more. */
  readonly url?: string
  /**
   * What a person has entered in the form `recipient` of the provider. Absent for a message to where the instance itself leads, and always
   * without such a form.
   */
  readonly recipient?: Recipient
}

/** Where messages are sent: a chat room, a telephone, a mailbox. */
export interface NotificationChannel<Recipient = Readonly<Record<string, unknown>>> {
  /**
   * Resolves when the service has accepted the message. Throws an `IntegrationError`: `rate_limit` and `upstream` are tried again,
   * `bad_configuration` and `permission_denied` are not, since a person has to change something first.
   */
  send(message: NotificationMessage<Recipient>): Promise<void>
}

/** What the author of a provider of notifications writes. */
export interface NotificationOptions<Form extends TObject, Recipient extends TObject>
  extends Omit<ProviderOptions<'notification', Form>, 'open'> {
  /**
   * The form, made by `fields`, of what a person enters to receive messages of their own through an instance: an address, a telephone number,
   * a topic. It has no secrets. The first field identifies the recipient. Only a confirmation code and tests are sent there until the person
   * has entered the code. Absent: everything goes to where the instance leads.
   */
  readonly recipient?: Recipient
  open(
    context: ProviderContext<NoInfer<Form>>,
  ): Opened<NoInfer<Recipient>> | Promise<Opened<NoInfer<Recipient>>>
}

type Opened<Recipient extends TObject> = NotificationChannel<ValuesOf<Recipient>> & {
  close?(): void | Promise<void>
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
 *
 * @example
 * // Each person has messages sent to a room of their own; without one, they go to the room of the instance.
 * provides: {
 *   notification: notificationProvider({
 *     instance: fields({ room: field.text({ label: 'Room' }) }),
 *     recipient: fields({ room: field.text({ label: 'Your room' }) }),
 *     api: { baseUrl: 'https://chat.example.org/api' },
 *     test: async ({ http, step }) => {
 *       await step('Read the rooms', () => http.get('/rooms', { schema: Sent }))
 *     },
 *     open: ({ http, config }) => ({
 *       send: async ({ id, title, recipient }) => {
 *         const { room } = recipient ?? config
 *         await http.post('/messages', { schema: Sent, json: { room, text: title, transaction: id } })
 *       },
 *     }),
 *   }),
 * }
 */
export function notificationProvider<Form extends TObject, Recipient extends TObject = TObject>(
  options: NotificationOptions<Form, Recipient>,
): Provider<'notification'> {
  // The platform checks a recipient against the form before it passes one.
  return providerOf('notification', options as ProviderOptions<'notification', Form>)
}
