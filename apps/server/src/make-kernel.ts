import { sessionCookieName } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import type { EmbeddedServer } from '@tributary/database/embedded'
import { createLogger, SecretRegistry } from '@tributary/operations'
import type { LoadingOptions } from '@tributary/settings'
import type { DestinationStream } from 'pino'
import { API_DESCRIPTION } from './api-description.ts'
import { type Configuration, ConfigurationError } from './configuration.ts'
import { readAllowed } from './discovery/plugin-digest.ts'
import { LocalPluginLoader } from './discovery/plugin-loader.ts'
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
}

export interface ServerRole extends KernelRole {
  /** Whether plugins are loaded while it runs, as folders appear and as administrators ask for through any process. Default: not. */
  readonly follows?: boolean
}

/** The kernel of this process, with the plugins that the operator added. */
export async function makeKernelWithAdded(configuration: Configuration, role: ServerRole): Promise<Kernel> {
  const { dataDir, pluginsDir, pluginsAllow, uploadFileMebibytes } = configuration
  const loader = new LocalPluginLoader({
    directory: process.cwd(),
    pluginsDir,
    dataDir,
    allowed: readAllowed(pluginsAllow),
    integration: { maxFileBytes: inBytes(uploadFileMebibytes) },
  })
  const { follows = false } = role
  const parts = partsOf(configuration, role, { loader, follows })
  const added = await loader.discover(parts.plugins.map(({ name }) => name))
  const kernel = create(configuration, role, { ...parts, added })
  loader.attach(kernel)
  return kernel
}

/** The kernel of this process, from the configuration and the plugin list. */
export function makeKernel(configuration: Configuration, role: KernelRole): Kernel {
  return create(configuration, role, { ...partsOf(configuration, role), added: [] })
}

interface KernelParts {
  readonly secrets: SecretRegistry
  /** Those that belong to the server. */
  readonly plugins: readonly Plugin[]
}

function partsOf(configuration: Configuration, role: KernelRole, plugins: LoadingOptions = {}): KernelParts {
  const secrets = new SecretRegistry()
  const { adminPassword, authSecret, databaseUrl, databaseReadUrl, vault } = configuration
  const databasePasswords = [databaseUrl, databaseReadUrl].map((url) =>
    url === undefined ? undefined : decodeURIComponent(new URL(url).password),
  )
  const vaultSecret =
    vault?.auth.method === 'token'
      ? vault.auth.token
      : vault?.auth.method === 'approle'
        ? vault.auth.secretId
        : undefined
  for (const secret of [adminPassword, authSecret, ...databasePasswords, vaultSecret]) {
    if (secret !== undefined && secret !== '') secrets.add(secret)
  }
  const { worker, embedded, environment = process.env } = role
  const shipped = [
    ...listPlugins(configuration, { worker, secrets, environment, embedded, plugins }),
    ...(role.more ?? []),
  ]
  const check = environmentCheck({ environment, path: '.env', unlistedIntegrations })
  return { secrets, plugins: [...shipped, check] }
}

function create(
  configuration: Configuration,
  role: KernelRole,
  { secrets, plugins, added }: KernelParts & { readonly added: readonly Plugin[] },
): Kernel {
  const { publicUrl } = configuration
  requireNames(configuration.disabledPlugins, [...plugins, ...added])
  return createKernel({
    plugins,
    added,
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
      secureCookies: new URL(publicUrl).protocol === 'https:',
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
      description: API_DESCRIPTION,
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
