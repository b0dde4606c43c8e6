import { sessionCookieName } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import type { EmbeddedServer } from '@tributary/database/embedded'
import { createLogger, SecretRegistry } from '@tributary/operations'
import type { DestinationStream } from 'pino'
import { type Configuration, ConfigurationError } from './configuration.ts'
import { discoverPlugins, withDistinctNames } from './discovery/discover-plugins.ts'
import { readAllowed } from './discovery/plugin-digest.ts'
import { environmentCheck } from './environment/environment-check.ts'
import { logDestination } from './log/log-destination.ts'
import { inBytes, listPlugins, unlistedIntegrations } from './plugins.ts'
import { version } from './version.ts'

export interface KernelRole {
  readonly worker: boolean
  /** A server logs to standard output; a command logs to standard error and prints its result to standard output. */
  readonly log: 'stdout' | 'stderr' | DestinationStream
  /** The environment for plugin settings with a variable. Default: this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The embedded database, if it is already starting. */
  readonly embedded?: EmbeddedServer | undefined
  /** Further plugins, after the others. */
  readonly more?: readonly Plugin[]
  /** Those that the operator added. One with a name that exists is refused. */
  readonly added?: readonly Plugin[]
}

/** The kernel of this process, with the plugins that the operator added. */
export async function makeKernelWithAdded(configuration: Configuration, role: KernelRole): Promise<Kernel> {
  const { dataDir, pluginsDir, pluginsAllow, uploadFileMebibytes } = configuration
  const added = await discoverPlugins({
    directory: process.cwd(),
    pluginsDir,
    dataDir,
    allowed: readAllowed(pluginsAllow),
    integration: { maxFileBytes: inBytes(uploadFileMebibytes) },
  })
  return makeKernel(configuration, { ...role, added })
}

/** The kernel of this process, from the configuration and the plugin list. */
export function makeKernel(configuration: Configuration, role: KernelRole): Kernel {
  const secrets = new SecretRegistry()
  const { adminPassword, authSecret, databaseUrl, vault } = configuration
  const databasePassword =
    databaseUrl === undefined ? undefined : decodeURIComponent(new URL(databaseUrl).password)
  const vaultSecret =
    vault?.auth.method === 'token'
      ? vault.auth.token
      : vault?.auth.method === 'approle'
        ? vault.auth.secretId
        : undefined
  for (const secret of [adminPassword, authSecret, databasePassword, vaultSecret]) {
    if (secret !== undefined && secret !== '') secrets.add(secret)
  }
  const { publicUrl } = configuration
  const { worker, embedded, environment = process.env } = role
  const shipped = [
    ...listPlugins(configuration, { worker, secrets, environment, embedded }),
    ...(role.more ?? []),
  ]
  const taken = ['environment', ...shipped.map(({ name }) => name)]
  const others = [...shipped, ...withDistinctNames(role.added ?? [], taken)]
  const names = others.map(({ name }) => name)
  const plugins = [
    ...others,
    environmentCheck({ environment, path: '.env', plugins: names, unlistedIntegrations }),
  ]
  requireNames(configuration.disabledPlugins, plugins)
  return createKernel({
    plugins,
    disabled: configuration.disabledPlugins,
    logger: createLogger({
      level: configuration.logLevel,
      destination:
        typeof role.log === 'string' ? logDestination(role.log, configuration.logFormat) : role.log,
      secrets,
    }),
    guardProcess: true,
    http: {
      origins: configuration.trustedOrigins,
      trustProxy: configuration.trustProxy,
      requests: {
        perPerson: configuration.requestsPerPerson,
        expensivePerPerson: configuration.expensiveRequestsPerPerson,
        uploadsPerPerson: configuration.uploadsAtOncePerPerson,
        perAddress: configuration.requestsPerAddress,
      },
    },
    document: {
      title: 'Tributary',
      version,
      description:
        'The data you left in other services, at home: one API over everything you have connected or imported.',
      sessionCookie: sessionCookieName(publicUrl),
    },
  })
}

/** A misspelled name would leave a plugin running that the operator believes to be disabled. */
function requireNames(disabled: readonly string[], plugins: readonly Plugin[]): void {
  const names = plugins.map(({ name }) => name)
  const unknown = disabled.filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  throw new ConfigurationError([
    `DISABLED_PLUGINS: there is no plugin ${unknown.map((name) => `"${name}"`).join(', ')}. There are: ${names.join(', ')}`,
  ])
}
