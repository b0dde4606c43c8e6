import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accountsPlugin } from '@tributary/accounts'
import { analyticsPlugin } from '@tributary/analytics'
import { auditPlugin } from '@tributary/audit'
import { changesPlugin } from '@tributary/changes'
import { connectionsPlugin } from '@tributary/connections'
import type { Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import type { EmbeddedServer } from '@tributary/database/embedded'
import { demoPlugin } from '@tributary/demo'
import { enrichmentPlugin } from '@tributary/enrichment'
import { exportsPlugin } from '@tributary/exports'
import { integrationsPlugin } from '@tributary/integration-host'
import { importsPlugin, jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { mcpPlugin } from '@tributary/mcp'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { databaseHealthCheck, operationsPlugin, type SecretRegistry } from '@tributary/operations'
import { parseAllowList } from '@tributary/provider-client'
import { rulesPlugin } from '@tributary/rules'
import { searchPlugin } from '@tributary/search'
import { secretsPlugin } from '@tributary/secrets'
import { type LoadingOptions, pluginsPlugin, settingsPlugin } from '@tributary/settings'
import { signInPlugin } from '@tributary/sign-in'
import { webPlugin } from '@tributary/web'
import { webhooksPlugin } from '@tributary/webhooks'
import type { Configuration } from './configuration.ts'
import { demoSources } from './demo-sources.ts'
import { findUnlistedIntegrations, loadIntegrations } from './load-integrations.ts'

const FOLDERS = [
  // Folder names in boot order. Adding an integration adds a line here.
  'netflix',
  'fitbit',
  'spotify',
  'listenbrainz',
  'oura',
  'oidc',
  'tiktok',
  'ntfy',
  'webhook',
  'email',
  'local-files',
  's3',
  'google-fit',
  'youtube',
  'lastfm',
  'tmdb',
  'influxdb',
  'stripe',
  'slack',
  'whatsapp',
  'meilisearch',
]

const integrations = await loadIntegrations(FOLDERS)

export const unlistedIntegrations = findUnlistedIntegrations(FOLDERS)

/** The role of this process. */
export interface Role {
  /** Whether it runs import jobs or only queues them. */
  readonly worker: boolean
  readonly secrets: SecretRegistry
  /** The environment for plugin settings with a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The embedded database, if it is already starting. */
  readonly embedded: EmbeddedServer | undefined
  /** How added plugins are loaded while it runs. */
  readonly plugins: LoadingOptions
}

/** The plugins in boot order. */
export function listPlugins(configuration: Configuration, role: Role): Plugin[] {
  const made = integrations.map((make) => make({ maxFileBytes: inBytes(configuration.uploadFileMebibytes) }))
  const { databaseUrl, databasePoolSize, dataDir, publicUrl, adminEmail, adminPassword } = configuration
  // Commands end soon and answer no requests.
  const databaseReadUrl = role.plugins.follows === true ? configuration.databaseReadUrl : undefined
  return [
    databasePlugin({
      databaseUrl,
      databaseReadUrl,
      dataDir,
      poolSize: databasePoolSize,
      expensiveStatements: configuration.databaseExpensiveStatements,
      embedded: role.embedded,
    }),
    auditPlugin({ worker: role.worker, retentionDays: configuration.auditRetentionDays }),
    accountsPlugin({
      publicUrl,
      adminEmail,
      adminPassword,
      secret: configuration.authSecret,
      trustedOrigins: configuration.trustedOrigins,
    }),
    secretsPlugin({
      dataDir,
      masterKey: configuration.masterKey,
      nextMasterKey: configuration.nextMasterKey,
      vault: configuration.vault,
      writes: configuration.secretsBackend,
      onSecret: (value) => role.secrets.add(value),
    }),
    settingsPlugin({
      environment: role.environment,
      onSecret: (value) => role.secrets.add(value),
      ...outgoing(configuration),
    }),
    notificationsPlugin({ worker: role.worker, publicUrl }),
    pluginsPlugin({
      ...role.plugins,
      onSecret: (value) => role.secrets.add(value),
      ...outgoing(configuration),
      health: {
        worker: role.worker,
        intervalMilliseconds: configuration.healthCheckMinutes * MINUTE_MILLISECONDS,
      },
    }),
    signInPlugin({ publicUrl }),
    changesPlugin({ streamsPerPerson: configuration.changesStreamsPerPerson }),
    connectionsPlugin({
      publicUrl,
      endpoints: configuration.providerEndpoints,
      egressAllow: parseAllowList(configuration.egressAllow),
    }),
    jobsPlugin({
      worker: role.worker,
      concurrency: configuration.jobConcurrency,
      syncConcurrency: configuration.jobSyncConcurrency,
      concurrencyPerPerson: configuration.jobConcurrencyPerPerson,
      queuedPerPerson: configuration.jobQueuedPerPerson,
      streamsPerPerson: configuration.jobStreamsPerPerson,
      uploads: uploadLimits(configuration),
    }),
    exportsPlugin({ worker: role.worker }),
    libraryPlugin(),
    metricsPlugin({ worker: role.worker }),
    enrichmentPlugin({ worker: role.worker, ...outgoing(configuration) }),
    searchPlugin({ worker: role.worker }),
    analyticsPlugin({ worker: role.worker }),
    webhooksPlugin({ worker: role.worker, egressAllow: parseAllowList(configuration.egressAllow) }),
    rulesPlugin({ worker: role.worker }),
    operationsPlugin({
      publicMetrics: configuration.publicMetrics,
      secrets: role.secrets,
      ...home(configuration),
    }),
    databaseHealthCheck({ dataDir, hasReplica: databaseReadUrl !== undefined }),
    webPlugin({ directory: PAGE_DIRECTORY }),
    mcpPlugin({ publicUrl, trustedOrigins: configuration.trustedOrigins }),
    demoPlugin({ sources: demoSources(FOLDERS), available: configuration.demoData }),
    integrationsPlugin(made),
    importsPlugin(),
    ...made,
  ]
}

/** Where the page was built to. */
const PAGE_DIRECTORY = dirname(fileURLToPath(import.meta.resolve('@tributary/web-app/index.html')))

/** Without the page, `/` leads to the documentation. */
function home({ disabledPlugins }: Configuration): { readonly home?: false } {
  return disabledPlugins.includes('web') ? {} : { home: false }
}

/** Where configurations of plugins may lead. */
function outgoing({ providerEndpoints, egressAllow }: Configuration) {
  return { endpoints: providerEndpoints, egressAllow: parseAllowList(egressAllow) }
}

const MEBIBYTE = 1024 * 1024
const MINUTE_MILLISECONDS = 60_000

function uploadLimits(configuration: Configuration) {
  const { uploadsPerPerson, uploadMebibytesPerPerson, uploadMebibytes } = configuration
  return {
    filesPerPerson: uploadsPerPerson,
    bytesPerPerson: uploadMebibytesPerPerson * MEBIBYTE,
    bytesInAll: uploadMebibytes === undefined ? undefined : uploadMebibytes * MEBIBYTE,
  }
}

export function inBytes(mebibytes: number | undefined): number | undefined {
  return mebibytes === undefined ? undefined : mebibytes * MEBIBYTE
}
