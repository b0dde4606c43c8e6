import { userErasers } from '@tributary/accounts'
import { auditLog, auditLogOf } from '@tributary/audit'
import { changeTypes } from '@tributary/changes'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { connections, findDefinition, listDefinitions, settings } from '@tributary/integration-host'
import { notifications } from '@tributary/notifications'
import { type AllowList, type Egress, type Endpoints, openEgress } from '@tributary/provider-client'
import { secretStore } from '@tributary/secrets'
import { type ConnectionAccess, connectionAccess } from './connection-access.ts'
import { connectionChanges } from './connection-changes.ts'
import { createConnectionAccess } from './create-connection-access.ts'
import { createConnections } from './create-connections.ts'
import { CredentialRefresher } from './credentials/refresh-credentials.ts'
import { detachGrants, type StagedGrants, stageGrants } from './detach-grants.ts'
import { contributeFigures } from './figures/contribute-figures.ts'
import { RefreshCounter } from './figures/refresh-counter.ts'
import { createConnectionsTables } from './migrations/0001-create-connections.ts'
import { revocationsOutliveUsers } from './migrations/0002-revocations-outlive-users.ts'
import { flowsKeepAskedScopes } from './migrations/0003-flows-keep-asked-scopes.ts'
import { noteIdleTries } from './migrations/0004-note-idle-tries.ts'
import { needsAction } from './migrations/0005-needs-action.ts'
import { deviceFlows } from './migrations/0006-device-flows.ts'
import { connectionSettings } from './migrations/0007-connection-settings.ts'
import { severalConnections } from './migrations/0008-several-connections.ts'
import { findByAccount } from './migrations/0009-find-by-account.ts'
import { followChanges } from './migrations/0010-follow-changes.ts'
import { indexConnectionChanges } from './migrations/0011-index-changes.ts'
import { simulatedConnections as addSimulatedConnections } from './migrations/0012-simulated-connections.ts'
import { reasonCodes } from './migrations/0013-reason-codes.ts'
import { followReasonCodes } from './migrations/0014-follow-reason-codes.ts'
import { saveIntegrations } from './offered-integration-store.ts'
import type { Parts } from './parts.ts'
import { adminRoutes } from './routes/admin-routes.ts'
import { connectionRoutes } from './routes/connection-routes.ts'
import { createSimulatedConnections, simulatedConnections } from './simulated/simulated-connections.ts'
import { simulatedProviders } from './simulated/simulated-providers.ts'
import type { ConnectionsTables } from './tables.ts'

export interface ConnectionsOptions {
  /** The public URL of the server, the base of redirect URIs. */
  readonly publicUrl: string
  /** Replacements of provider addresses by prefix: simulators, mirrors. */
  readonly endpoints?: Endpoints | undefined
  /** Allowed addresses outside the public internet. Default: none. */
  readonly egressAllow?: AllowList | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /**
   * Milliseconds of a monotonic clock, for the age of the figures in health and metrics. Default `performance.now`.
   */
  readonly monotonicNow?: () => number
}

/** The parts that live as long as the plugin runs. */
interface Running {
  readonly parts: Parts
  readonly refresher: CredentialRefresher
  readonly client: Egress
}

/** Connections to people's accounts: OAuth 2.0 and API keys, their credentials and their states. */
export function connectionsPlugin(options: ConnectionsOptions): Plugin {
  const refreshes = new RefreshCounter()
  let running: Running | undefined
  const runningIn = (context: PluginContext): Running => {
    if (running === undefined) {
      const client = openEgress({ endpoints: options.endpoints, allow: options.egressAllow })
      const parts = partsOf(context, options, client)
      running = { client, parts, refresher: new CredentialRefresher(parts, refreshes) }
    }
    return running
  }
  const background = new Set<Promise<void>>()
  return {
    name: 'connections',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Connections',
      description: "People's accounts at other services: connecting, renewing and ending them.",
      author: 'The Tributary authors',
      tags: ['sync'],
    },
    uses: [database, authenticator, secretStore, settings, notifications],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-connections': createConnectionsTables,
        '0002-revocations-outlive-users': revocationsOutliveUsers,
        '0003-flows-keep-asked-scopes': flowsKeepAskedScopes,
        '0004-note-idle-tries': noteIdleTries,
        '0005-needs-action': needsAction,
        '0006-device-flows': deviceFlows,
        '0007-connection-settings': connectionSettings,
        '0008-several-connections': severalConnections,
        '0009-find-by-account': findByAccount,
        '0010-follow-changes': followChanges,
        '0011-index-changes': indexConnectionChanges,
        '0012-simulated-connections': addSimulatedConnections,
        '0013-reason-codes': reasonCodes,
        '0014-follow-reason-codes': followReasonCodes,
      })
      context.contribute(
        changeTypes,
        connectionChanges((name) => findDefinition(context, name)),
      )
      contributeFigures(context, { refreshes, now: options.monotonicNow })
      context.contribute(userErasers, {
        stage: (userId) => stageGrants(runningIn(context).parts, userId),
        // What `stage` has returned.
        prepare: (trx, userId, staged) =>
          detachGrants(runningIn(context).parts, trx, { userId, grants: staged as StagedGrants }),
      })
      context.registerService(connections, (own) => createConnections(runningIn(own).parts, background))
      context.registerService(simulatedConnections, (own) => createSimulatedConnections(runningIn(own).parts))
      context.registerService(connectionAccess, (own): ConnectionAccess => {
        const { parts, refresher } = runningIn(own)
        return createConnectionAccess(parts, refresher, () => namesOf(own))
      })
    },
    configureRoutes: (context) => ({
      routes: connectionRoutes(() => runningIn(context).parts),
      admin: adminRoutes(() => runningIn(context).parts, auditLogOf(context)),
    }),
    openapiSchema: () => ({
      description: 'The accounts people have connected, and the integrations an administrator offers.',
      problemMembers: {
        returnPath: {
          type: 'string',
          description: 'The return path of the sign-in, once the flow is known.',
        },
      },
    }),
    start: (context) => saveDefinitions(context, runningIn(context).parts),
    refresh: (context) => saveDefinitions(context, runningIn(context).parts),
    async stop() {
      await Promise.allSettled(background)
      await running?.refresher.drain()
      await running?.client.close()
      running = undefined
    },
  }
}

async function saveDefinitions(context: PluginContext, { database }: Parts): Promise<void> {
  await saveIntegrations(database.tables<ConnectionsTables>(), listDefinitions(context))
}

function partsOf(context: PluginContext, options: ConnectionsOptions, client: Egress): Parts {
  return {
    database: context.getService(database),
    secrets: context.getService(secretStore),
    settings: context.getService(settings),
    notifications: context.getService(notifications),
    fetch: client.fetch,
    checkAddress: (url) => client.check(url),
    endpoints: options.endpoints ?? {},
    publicUrl: options.publicUrl,
    logger: context.logger,
    now: options.now ?? Date.now,
    random: Math.random,
    // Looked up each time: an integration may have been quarantined or started meanwhile.
    definitionOf: (name) => findDefinition(context, name),
    simulatedOf: (name) =>
      context
        .getContributions(simulatedProviders)
        .map(({ value }) => value.find(name))
        .find((provider) => provider !== undefined),
  }
}

function namesOf(context: PluginContext): string[] {
  return listDefinitions(context).map(({ name }) => name)
}
