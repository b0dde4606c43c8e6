import { auditLog, auditLogOf } from '@tributary/audit'
import {
  authenticator,
  idempotencyStore,
  kernelService,
  linearPatterns,
  type Plugin,
  type PluginContext,
  ProblemError,
} from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { accounts } from './accounts.ts'
import { accountsErrors } from './accounts-errors.ts'
import { type AccountsOptions, type AccountsSettings, readOptions } from './accounts-options.ts'
import type { AccountsTables } from './accounts-tables.ts'
import { createSignIns } from './create-sign-ins.ts'
import { DatabaseAccounts } from './database-accounts.ts'
import { EMAIL_PATTERN, SCOPE_PATTERN } from './input-checks.ts'
import { isSetupDone, readSharedSecret, requireFirstStart, requirePeople } from './instance-store.ts'
import { KnownDevices } from './known-devices.ts'
import { readKnownScopes } from './known-scopes.ts'
import { lazySessionLibrary } from './lazy-session-library.ts'
import { accountsMigrations } from './migrations.ts'
import type { AccountsParts } from './parts.ts'
import { PostgresIdempotencyStore } from './postgres-idempotency-store.ts'
import { PrincipalCache } from './principal-cache.ts'
import { RequestAuthenticator } from './request-authenticator.ts'
import { keyRoutes } from './routes/key-routes.ts'
import { meRoutes } from './routes/me-routes.ts'
import { ownSessionRoutes } from './routes/own-session-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { setupRoutes } from './routes/setup-routes.ts'
import { userRoutes } from './routes/user-routes.ts'
import { sessionCookieName } from './session-cookie.ts'
import type { SessionLibrary } from './session-library.ts'
import { Setup } from './setup.ts'
import { signIns } from './sign-ins.ts'
import { userErasers } from './user-erasers.ts'

/** The state that is available once the database is open. */
interface Started {
  readonly secret: string
  sessions(): Promise<SessionLibrary>
  readonly setup: Setup
}

/**
 * The plugin for users, sessions and API keys; it authenticates requests for the kernel.
 *
 * @example
 * accountsPlugin({ publicUrl: 'https://data.example.org' })
 */
export function accountsPlugin(options: AccountsOptions & { now?: (() => number) | undefined }): Plugin {
  const settings = readOptions(options)
  const now = options.now ?? Date.now
  let started: Started | undefined
  let parts: AccountsParts | undefined

  const running = (): Started => {
    if (started === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_NOT_STARTED)
    return started
  }
  /** The same for the services, the routes and the start. */
  const partsFor = (context: PluginContext): AccountsParts => {
    parts ??= makeParts(context)
    return parts
  }
  const makeParts = (context: PluginContext): AccountsParts => {
    const cache = new PrincipalCache(now)
    const audit = auditLogOf(context)
    return {
      settings,
      database: context.getService(database),
      db: context.getService(database).tables<AccountsTables>(),
      accounts: new DatabaseAccounts({
        database: context.getService(database),
        cache,
        audit,
        knownScopes: () => readKnownScopes(context.getService(kernelService)),
        setup: () => running().setup,
      }),
      erasers: () => context.getContributions(userErasers).map(({ value }) => value),
      cache,
      audit,
      devices: new KnownDevices({
        database: context.getService(database),
        publicUrl: settings.publicUrl,
        now,
      }),
      sessions: async () => running().sessions(),
      setup: () => running().setup,
      secret: () => running().secret,
      now,
    }
  }

  return {
    name: 'accounts',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Accounts',
      description: 'Users, sessions, roles and API keys.',
      author: 'The Tributary authors',
      tags: ['security'],
    },
    essential: true,
    uses: [database],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, accountsMigrations)
      context.contribute(linearPatterns, EMAIL_PATTERN)
      context.contribute(linearPatterns, SCOPE_PATTERN)
      context.registerService(accounts, (asking) => partsFor(asking).accounts)
      context.registerService(signIns, (asking) => createSignIns(partsFor(asking)))
      context.registerService(
        idempotencyStore,
        (asking) => new PostgresIdempotencyStore(asking.getService(database), now),
      )
      context.registerService(authenticator, (asking) => {
        const { db, cache } = partsFor(asking)
        return new RequestAuthenticator({
          db,
          cache,
          cookieName: sessionCookieName(settings.publicUrl),
          trustedOrigins: settings.trustedOrigins,
          secret: () => running().secret,
          now,
        })
      })
    },
    configureRoutes(context) {
      const made = partsFor(context)
      return {
        async routes(app) {
          await sessionRoutes(app, made)
          meRoutes(app, made)
          ownSessionRoutes(app, made)
          await setupRoutes(app, made)
          keyRoutes(app, made)
        },
        admin: (app) => userRoutes(app, made),
      }
    },
    openapiSchema: () => ({
      description: 'Users, sessions and API keys.',
      problemMembers: {
        plugins: {
          type: 'array',
          items: { type: 'string' },
          description: 'The plugins that have scopes.',
        },
      },
    }),
    async start(context) {
      started = await startAccounts(partsFor(context))
      await announceSetup(context, { settings, started, accounts: partsFor(context).accounts })
    },
  }
}

async function startAccounts({ settings, db, accounts }: AccountsParts): Promise<Started> {
  await requireFirstStart(db)
  await requirePeople(db)
  // Always read: the row also records that the set-up is closed.
  const shared = await readSharedSecret(db)
  const secret = settings.secret ?? shared
  return {
    secret,
    sessions: lazySessionLibrary(db, { ...settings, secret }),
    setup: new Setup({
      secret,
      isDone: () => isSetupDone(db),
      createFirstAdmin: (user) => accounts.createFirstAdmin(user),
    }),
  }
}

interface Announcement {
  readonly settings: AccountsSettings
  readonly started: Started
  readonly accounts: DatabaseAccounts
}

/** Creates the first administrator from the options, or logs a set-up token. */
async function announceSetup(context: PluginContext, given: Announcement): Promise<void> {
  const { settings, started, accounts } = given
  if (!(await started.setup.isOpen())) return
  const { firstAdmin, publicUrl } = settings
  if (firstAdmin !== undefined && (await accounts.findUserByEmail(firstAdmin.email)) === undefined) {
    const created = await accounts.createFirstAdmin(firstAdmin)
    if (created !== undefined) context.logger.info({ userId: created.id }, 'first administrator created')
    return
  }
  context.logger.warn(
    `No administrator exists. Create one, once, at ${publicUrl.origin}/setup#token=${started.setup.token} or by ` +
      `POST ${publicUrl.origin}/api/accounts/setup. Set-up token: ${started.setup.token}`,
  )
}
