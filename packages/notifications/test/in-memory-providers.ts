import { defineErrors, ProblemError } from '@tributary/core'
import type { ProviderInstance, Providers } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import type { Provider } from '@tributary/integration-kit/host'
import { type NotificationMessage, notificationProvider } from '@tributary/integration-kit/providers'

const errors = defineErrors({
  INSTANCES_NOT_FOUND: { status: 404, kind: 'config', title: 'Instance not found' },
})

type Reaction = (message: NotificationMessage) => void | Promise<void>

/** The service that messages are sent through: keeps what it has accepted, by instance. */
export class InMemoryProviders implements Providers {
  readonly instances: ProviderInstance[] = []
  readonly sent: { readonly instance: string; readonly message: NotificationMessage }[] = []
  /** What happens to the messages of an instance before they are accepted. */
  readonly reactions = new Map<string, Reaction>()

  add(plugin: 'mail' | 'room', name: string): string {
    const id = crypto.randomUUID()
    this.instances.push({ id, plugin, kind: 'notification', name, state: 'active', revision: 1 })
    return id
  }

  /** Every message of an instance fails with an error. */
  fail(instance: string, ...error: ConstructorParameters<typeof IntegrationError>): void {
    this.reactions.set(instance, () => {
      throw new IntegrationError(...error)
    })
  }

  through(instance: string): NotificationMessage[] {
    return this.sent.filter((each) => each.instance === instance).map(({ message }) => message)
  }

  list: Providers['list'] = async () => this.instances

  use: Providers['use'] = async ({ instance }, work) => {
    if (!this.instances.some(({ id }) => id === instance)) throw new ProblemError(errors.INSTANCES_NOT_FOUND)
    const channel = {
      send: async (message: NotificationMessage) => {
        await this.reactions.get(instance)?.(message)
        this.sent.push({ instance, message })
      },
    }
    // Only notifications are sent through it.
    return work(channel as never)
  }
}

const options = {
  instance: fields({ token: field.secret({ label: 'Token' }) }),
  test: async () => {},
  open: () => ({ send: async () => {} }),
}

/** What the plugins of the instances declare: mail has a recipient, a room has none. */
export const offeredByPlugin: Readonly<Record<string, Provider>> = {
  mail: notificationProvider({
    ...options,
    recipient: fields({ address: field.email({ label: 'Your address' }) }),
  }),
  room: notificationProvider(options),
}
