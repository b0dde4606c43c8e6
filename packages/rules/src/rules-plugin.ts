import { accounts } from '@tributary/accounts'
import { changeFeed } from '@tributary/changes'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { connections, listDefinitions } from '@tributary/integration-host'
import { dailyValues } from '@tributary/metrics'
import { notifications } from '@tributary/notifications'
import { RuleLoop } from './follow/rule-loop.ts'
import { createRules } from './migrations/0001-create-rules.ts'
import type { Parts } from './parts.ts'
import { firingRoutes } from './routes/firing-routes.ts'
import { ruleRoutes } from './routes/rule-routes.ts'

export interface RulesOptions {
  /** Whether this process evaluates rules; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** The interval of looks at changes. Default 2,000. */
  readonly lookMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 2_000

/** Tells people, or starts workflows, when something in their data happens. */
export function rulesPlugin(options: RulesOptions = {}): Plugin {
  let loop: RuleLoop | undefined
  const partsIn = (context: PluginContext): Parts => ({
    database: context.getService(database),
    feed: context.getService(changeFeed),
    notifications: context.getService(notifications),
    accounts: context.getService(accounts),
    values: context.hasService(dailyValues) ? context.getService(dailyValues) : undefined,
    connections: async (userId) =>
      context.hasService(connections) ? context.getService(connections).listAll(userId) : [],
    integrations: () => listDefinitions(context).map(({ name }) => name),
    logger: context.logger,
    now: options.now ?? Date.now,
  })
  return {
    name: 'rules',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Rules',
      description: 'Tells people, or starts workflows, when something in their data happens.',
      author: 'The Tributary authors',
      tags: ['messages', 'automation'],
    },
    uses: [database, authenticator, accounts, notifications, changeFeed],
    usesIfPresent: [dailyValues, connections],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-rules': createRules })
    },
    configureRoutes: (context) => ({
      routes: async (app) => {
        const parts = () => partsIn(context)
        ruleRoutes(app, parts)
        firingRoutes(app, parts)
      },
    }),
    openapiSchema: () => ({
      description:
        'Rules: when something in your data happens, a message is sent through a channel of yours, or a workflow is started.',
    }),
    start(context) {
      if (options.worker === false) return
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      loop = new RuleLoop({ parts: () => partsIn(context), milliseconds })
      loop.start()
    },
    async stop() {
      await loop?.stop()
      loop = undefined
    },
  }
}
