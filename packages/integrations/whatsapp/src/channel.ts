import type { NotificationChannel, ProviderContext, Receiving } from '@tributary/integration-kit/providers'
import { sendMessage } from './api.ts'
import { isOutsideWindow } from './errors.ts'
import type { form } from './form.ts'
import { readDeliveries, readHandshake, readIncoming } from './webhook.ts'
import { templateMessage, textMessage } from './write-message.ts'

const DAY_MILLISECONDS = 86_400_000

type Context = Pick<ProviderContext<typeof form>, 'http' | 'config'> & { readonly now?: () => number }

/**
 * Sends text while the recipient's window of 24 hours is known to be open, else the template: outside of it, WhatsApp accepts text and drops
 * it later. The webhook tells of the recipient's messages, to one process, so another one sends a template, which always arrives.
 */
export function openChannel({ http, config, now = Date.now }: Context): NotificationChannel & Receiving {
  let windowEnds = 0
  return {
    async send(message) {
      // A test number has no template for notifications: text is the only way to read them.
      if (!config.sandbox && now() >= windowEnds)
        return sendMessage(http, config, templateMessage(config, message))
      try {
        await sendMessage(http, config, textMessage(config, message))
      } catch (error) {
        if (config.sandbox || !isOutsideWindow(error)) throw error
        await sendMessage(http, config, templateMessage(config, message))
      }
    },
    receive(request) {
      if (request.method === 'GET') return readHandshake(request, config)
      const events = readDeliveries(request, config)
      if (events === undefined) return undefined
      for (const at of readIncoming(request, config)) windowEnds = Math.max(windowEnds, at + DAY_MILLISECONDS)
      return { events }
    },
  }
}
