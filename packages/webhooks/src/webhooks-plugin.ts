import { randomUUID } from 'node:crypto'
import { changeFeed } from '@tributary/changes'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { notifications } from '@tributary/notifications'
import { type AllowList, type Egress, openEgress, type ResolveHost } from '@tributary/provider-client'
import { secretStore } from '@tributary/secrets'
import { type Deliverer, startDeliverer } from './delivery/deliverer.ts'
import { describeEvents } from './events/event-document.ts'
import { createWebhooksTables } from './migrations/0001-create-webhooks.ts'
import type { Parts } from './parts.ts'
import { deliveryRoutes } from './routes/delivery-routes.ts'
import { endpointActRoutes } from './routes/endpoint-act-routes.ts'
import { endpointRoutes } from './routes/endpoint-routes.ts'
import { ChangeWatch } from './watch/change-watch.ts'

export interface WebhooksOptions {
  /** Whether this process sends events; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Allowed addresses outside the public internet. Default: none. */
  readonly egressAllow?: AllowList | undefined
  /** For tests of names. */
  readonly resolveHost?: ResolveHost | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** The interval of looks at changes and due endpoints. Default 1,000. */
  readonly lookMilliseconds?: number | undefined
  /** The longest time for a receiver to answer. Default 15,000. */
  readonly answerMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 1_000
const ANSWER_MILLISECONDS = 15_000
/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 4_000

/** Sends what has changed to addresses that people choose. */
export function webhooksPlugin(options: WebhooksOptions = {}): Plugin {
  let egress: Egress | undefined
  let closing = new AbortController()
  let deliverer: Deliverer | undefined
  let watch: ChangeWatch | undefined
  const partsIn = (context: PluginContext): Parts => {
    egress ??= openEgress({ allow: options.egressAllow, resolveHost: options.resolveHost })
    const wake = () => {
      watch?.refresh()
      deliverer?.look()
    }
    return partsOf(context, { options, egress, wake, closing: closing.signal })
  }
  return {
    name: 'webhooks',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Webhooks',
      description: 'Sends what has changed to addresses that people choose, signed.',
      author: 'The Tributary authors',
      tags: ['api'],
    },
    uses: [database, authenticator, secretStore, notifications, changeFeed],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-webhooks': createWebhooksTables })
    },
    configureRoutes: (context) => ({
      routes: async (app) => {
        const parts = () => partsIn(context)
        endpointRoutes(app, parts)
        endpointActRoutes(app, parts)
        deliveryRoutes(app, parts)
      },
    }),
    openapiSchema: () => ({
      description: 'Sends what has changed to addresses of yours, signed, with a log of what was delivered.',
      ...describeEvents(),
    }),
    start(context) {
      if (options.worker === false) return
      const parts = () => partsIn(context)
      deliverer = startDeliverer(parts)
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      watch = new ChangeWatch({ parts, deliverer, owner: randomUUID(), milliseconds })
      watch.start()
    },
    async stop() {
      await watch?.stop()
      await deliverer?.stop(STOP_MILLISECONDS)
      closing.abort(new Error('the server stops'))
      await egress?.close()
      closing = new AbortController()
      watch = undefined
      deliverer = undefined
      egress = undefined
    },
  }
}

interface Own {
  readonly options: WebhooksOptions
  readonly egress: Egress
  readonly wake: () => void
  readonly closing: AbortSignal
}

function partsOf(context: PluginContext, { options, egress, wake, closing }: Own): Parts {
  return {
    database: context.getService(database),
    feed: context.getService(changeFeed),
    secrets: context.getService(secretStore),
    notifications: context.getService(notifications),
    fetch: egress.fetch,
    checkAddress: (url) => egress.check(url),
    logger: context.logger,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    answerMilliseconds: options.answerMilliseconds ?? ANSWER_MILLISECONDS,
    wake,
    closing,
  }
}
