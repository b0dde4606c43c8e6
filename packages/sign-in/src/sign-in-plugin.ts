import { type AttemptLimit, allowLimits, limitAttempts, signIns } from '@tributary/accounts'
import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, kernelService, type Plugin, type PluginContext, webPages } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { browserCookie, providers } from '@tributary/integration-host'
import { createSignIn } from './migrations/0001-create-sign-in.ts'
import type { SignInParts } from './parts.ts'
import { callbackRoute } from './routes/callback-route.ts'
import { identityRoutes } from './routes/identity-routes.ts'
import type { RouteContext } from './routes/route-context.ts'
import { serviceRoutes } from './routes/service-routes.ts'

export interface SignInOptions {
  /** Where browsers reach the server, the base of redirect URIs. */
  readonly publicUrl: string
  /** Flows that are begun and ended from one address. Default: 40 in 5 minutes. */
  readonly limit?: AttemptLimit | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** A sign-in takes two requests: 20 of an address, as by password. */
const LIMIT: AttemptLimit = { max: 40, within: 300_000 }

/** Signing in through other services, which administrators configure as instances of the kind `authentication`. */
export function signInPlugin({ publicUrl, limit = LIMIT, now = Date.now }: SignInOptions): Plugin {
  const partsOf = (context: PluginContext): SignInParts => ({
    database: context.getService(database),
    providers: context.getService(providers),
    signIns: context.getService(signIns),
    audit: auditLogOf(context),
    publicUrl,
    cookie: browserCookie('signing_in', publicUrl),
    now,
  })
  return {
    name: 'sign-in',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Sign-in services',
      description: 'Signing in through other services, and the identities that people have linked.',
      author: 'The Tributary authors',
      tags: ['security'],
    },
    uses: [database, authenticator, signIns, providers],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-sign-in': createSignIn })
    },
    configureRoutes: (context) => ({
      async routes(app) {
        await allowLimits(app)
        const routes: RouteContext = {
          parts: () => partsOf(context),
          countAttempt: limitAttempts(app, limit),
          hasPages: () => context.getContributions(webPages).length > 0,
          iconOf: (plugin) =>
            context
              .getService(kernelService)
              .report()
              .plugins.find(({ name }) => name === plugin)?.about.icon ?? null,
        }
        serviceRoutes(app, routes)
        callbackRoute(app, routes)
        identityRoutes(app, routes)
      },
    }),
    openapiSchema: () => ({
      description: 'Signing in through other services, and the identities that people have linked.',
    }),
  }
}
