import { sessionCookieName } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import type { EmbeddedServer } from '@tributary/database/embedded'
import { createLogger, SecretRegistry } from '@tributary/operations'
import { type DestinationStream, destination } from 'pino'
import { type Configuration, ConfigurationError } from './configuration.ts'
import { listPlugins } from './plugins.ts'
import { version } from './version.ts'

export interface KernelRole {
  readonly worker: boolean
  /** A server logs to standard output; a command keeps that for its result and logs to standard error. */
  readonly log: 'stdout' | 'stderr' | DestinationStream
  /** Where plugins' settings that name a variable find it. Default: this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The embedded database, if it is starting already. */
  readonly embedded?: EmbeddedServer | undefined
  /** Further plugins, after the others. */
  readonly more?: readonly Plugin[]
}

/** The kernel of this process, made of the configuration and the plugin list. */
export function makeKernel(configuration: Configuration, role: KernelRole): Kernel {
  const secrets = new SecretRegistry()
  const { adminPassword, authSecret, databaseUrl } = configuration
  const databasePassword =
    databaseUrl === undefined ? undefined : decodeURIComponent(new URL(databaseUrl).password)
  for (const secret of [adminPassword, authSecret, databasePassword]) {
    if (secret !== undefined && secret !== '') secrets.add(secret)
  }
  const { publicUrl } = configuration
  const { worker, embedded, environment = process.env } = role
  const plugins = [
    ...listPlugins(configuration, { worker, secrets, environment, embedded }),
    ...(role.more ?? []),
  ]
  requireNames(configuration.disabledPlugins, plugins)
  return createKernel({
    plugins,
    disabled: configuration.disabledPlugins,
    logger: createLogger({
      level: configuration.logLevel,
      destination: typeof role.log === 'string' ? standardStream(role.log) : role.log,
      secrets,
    }),
    guardProcess: true,
    http: { trustProxy: configuration.trustProxy },
    document: {
      title: 'Tributary',
      version,
      description:
        'The data you left in other services, at home: one API over everything you have connected or imported.',
      sessionCookie: sessionCookieName(publicUrl),
    },
  })
}

/** A typing error would leave a plugin running that somebody thinks is not. */
function requireNames(disabled: readonly string[], plugins: readonly Plugin[]): void {
  const names = plugins.map(({ name }) => name)
  const unknown = disabled.filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  throw new ConfigurationError([
    `DISABLED_PLUGINS: there is no plugin ${unknown.map((name) => `"${name}"`).join(', ')}. There are: ${names.join(', ')}`,
  ])
}

/**
 * A server's lines may wait for one another; a command's have to be out before it ends, and on a terminal they come in
 * order with what is written beside the log.
 */
function standardStream(name: 'stdout' | 'stderr'): DestinationStream {
  return destination({ dest: name === 'stdout' ? 1 : 2, sync: name === 'stderr' || process.stdout.isTTY })
}
