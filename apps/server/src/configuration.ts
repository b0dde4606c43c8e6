import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { SecretPlace, VaultOptions } from '@tributary/secrets'
import { type Environment, SettingReader } from './setting-reader.ts'
import { readVault } from './vault-configuration.ts'

/** The operator's settings, from environment variables. `.env.example` documents each. */
export interface Configuration {
  readonly host: string
  readonly port: number
  /** The port of `tributary work` for probes; 0: none. */
  readonly workerPort: number
  readonly publicUrl: string
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  /** A streaming standby of that server, for lists and charts. */
  readonly databaseReadUrl: string | undefined
  readonly databasePoolSize: number
  readonly adminEmail: string | undefined
  readonly adminPassword: string | undefined
  readonly authSecret: string | undefined
  readonly masterKey: string | undefined
  readonly nextMasterKey: string | undefined
  /** Where secrets are written. */
  readonly secretsBackend: SecretPlace
  readonly vault: VaultOptions | undefined
  readonly trustedOrigins: readonly string[]
  readonly trustProxy: boolean | string
  readonly logLevel: LogLevel
  /** Unset: text at a terminal, JSON otherwise. */
  readonly logFormat: LogFormat | undefined
  readonly jobConcurrency: number
  /** With syncs. */
  readonly jobSyncConcurrency: number
  /** Unset: all slots but one. */
  readonly jobConcurrencyPerPerson: number | undefined
  readonly jobQueuedPerPerson: number
  readonly jobStreamsPerPerson: number
  readonly changesStreamsPerPerson: number
  /** The limits of stored files that are not imported yet, in number and in MiB. */
  readonly uploadsPerPerson: number
  readonly uploadMebibytesPerPerson: number
  /** Of one file. Unset: the limit of its integration. */
  readonly uploadFileMebibytes: number | undefined
  /** Of all users. Unset: limited by the free disk space. */
  readonly uploadMebibytes: number | undefined
  /** The limits of one user's concurrent requests, of expensive ones among them, and of concurrent uploads. */
  readonly requestsPerPerson: number
  readonly expensiveRequestsPerPerson: number
  readonly uploadsAtOncePerPerson: number
  /** The limit for requests without a session or key from one IPv4 address or IPv6 /64. */
  readonly requestsPerAddress: number
  /** The limit of expensive requests in this process. Unset: the number of processors. */
  readonly databaseExpensiveStatements: number | undefined
  /** The interval of health checks of one part of a plugin. */
  readonly healthCheckMinutes: number
  /** Older entries of the audit log are deleted; 0: none. */
  readonly auditRetentionDays: number
  readonly disabledPlugins: readonly string[]
  /** Each folder in it is a plugin. */
  readonly pluginsDir: string
  /** The added plugins that may be loaded, each alone or with a digest; empty: all. */
  readonly pluginsAllow: readonly string[]
  readonly publicMetrics: boolean
  /** Whether people may create demo data. */
  readonly demoData: boolean
  /** Replacement base URLs of providers, by prefix. */
  readonly providerEndpoints: Readonly<Record<string, string>>
  /** Allowed targets of outgoing requests outside the public internet. */
  readonly egressAllow: string
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

const LOG_FORMATS = ['json', 'pretty'] as const

export type LogFormat = (typeof LOG_FORMATS)[number]

/** All invalid settings in one message. */
export class ConfigurationError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Invalid configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nSee .env.example for the meaning of each setting.`,
    )
    this.name = 'ConfigurationError'
  }
}

/** Reads the configuration, or throws a `ConfigurationError` that names every invalid setting. */
export function readConfiguration(environment: Environment): Configuration {
  const problems: string[] = []
  const read = new SettingReader(environment, problems)
  const host = read.text('HOST') ?? '127.0.0.1'
  const port = read.integer('PORT', { fallback: 3000, from: 0, to: 65_535 })
  const configuration: Configuration = {
    host,
    port,
    workerPort: read.integer('WORKER_PORT', { fallback: 3001, from: 0, to: 65_535 }),
    publicUrl: read.url('PUBLIC_URL', ['http:', 'https:']) ?? `http://127.0.0.1:${port}`,
    dataDir: resolve(read.text('DATA_DIR') ?? 'data'),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    databaseReadUrl: read.url('DATABASE_READ_URL', ['postgres:', 'postgresql:']),
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', { fallback: 10, from: 2, to: 1000 }),
    adminEmail: read.email('ADMIN_EMAIL'),
    adminPassword: read.length('ADMIN_PASSWORD', { from: 8, to: 128 }),
    authSecret: read.length('AUTH_SECRET', { from: 32, to: 1024 }),
    masterKey: read.masterKey('TRIBUTARY_MASTER_KEY'),
    nextMasterKey: read.masterKey('TRIBUTARY_MASTER_KEY_NEW'),
    secretsBackend: read.oneOf('SECRETS_BACKEND', ['sealed', 'vault']) ?? 'sealed',
    vault: readVault(read),
    trustedOrigins: read.origins('TRUSTED_ORIGINS'),
    trustProxy: read.proxy('TRUST_PROXY'),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
    logFormat: read.oneOf('LOG_FORMAT', LOG_FORMATS),
    jobConcurrency: read.integer('JOB_CONCURRENCY', {
      fallback: Math.max(2, Math.min(4, availableParallelism())),
      from: 1,
      to: 100,
    }),
    // Each holds one of the database's connections for some milliseconds of a page, and waits for the provider otherwise.
    jobSyncConcurrency: read.integer('JOB_SYNC_CONCURRENCY', { fallback: 8, from: 1, to: 100 }),
    jobConcurrencyPerPerson: read.integer('JOB_CONCURRENCY_PER_PERSON', {
      fallback: undefined,
      from: 1,
      to: 100,
    }),
    jobQueuedPerPerson: read.integer('JOB_QUEUED_PER_PERSON', { fallback: 1_000, from: 1, to: 1_000_000 }),
    changesStreamsPerPerson: read.integer('CHANGES_STREAMS_PER_PERSON', {
      fallback: 50,
      from: 1,
      to: 10_000,
    }),
    jobStreamsPerPerson: read.integer('JOB_STREAMS_PER_PERSON', { fallback: 50, from: 1, to: 10_000 }),
    healthCheckMinutes: read.integer('HEALTH_CHECK_MINUTES', { fallback: 5, from: 1, to: 1440 }),
    auditRetentionDays: read.integer('AUDIT_RETENTION_DAYS', { fallback: 730, from: 0, to: 36_500 }),
    uploadsPerPerson: read.integer('UPLOADS_PER_PERSON', { fallback: 1_000, from: 1, to: 1_000_000 }),
    uploadMebibytesPerPerson: read.integer('UPLOAD_MEBIBYTES_PER_PERSON', {
      fallback: 10_240,
      from: 1,
      to: 100_000_000,
    }),
    uploadFileMebibytes: read.integer('UPLOAD_FILE_MEBIBYTES', {
      fallback: undefined,
      from: 1,
      to: 100_000_000,
    }),
    uploadMebibytes: read.integer('UPLOAD_MEBIBYTES', { fallback: undefined, from: 1, to: 100_000_000 }),
    requestsPerPerson: read.integer('REQUESTS_PER_PERSON', { fallback: 16, from: 1, to: 100_000 }),
    expensiveRequestsPerPerson: read.integer('EXPENSIVE_REQUESTS_PER_PERSON', {
      fallback: 4,
      from: 1,
      to: 100_000,
    }),
    uploadsAtOncePerPerson: read.integer('UPLOADS_AT_ONCE_PER_PERSON', {
      fallback: 10,
      from: 1,
      to: 100_000,
    }),
    requestsPerAddress: read.integer('REQUESTS_PER_ADDRESS', { fallback: 100, from: 1, to: 100_000 }),
    databaseExpensiveStatements: read.integer('DATABASE_EXPENSIVE_STATEMENTS', {
      fallback: undefined,
      from: 1,
      to: 1000,
    }),
    disabledPlugins: read.list('DISABLED_PLUGINS'),
    pluginsDir: resolve(read.text('PLUGINS_DIR') ?? join(read.text('DATA_DIR') ?? 'data', 'plugins')),
    pluginsAllow: read.list('PLUGINS_ALLOW'),
    publicMetrics: read.oneOf('PUBLIC_METRICS', ['true', 'false']) === 'true',
    demoData: read.oneOf('DEMO_DATA', ['on', 'off']) !== 'off',
    providerEndpoints: read.addresses('PROVIDER_ENDPOINTS'),
    egressAllow: read.allowList('EGRESS_ALLOW'),
  }
  if (configuration.secretsBackend === 'vault' && configuration.vault === undefined)
    problems.push('SECRETS_BACKEND: "vault" needs VAULT_ADDR, and how to sign in there')
  if (configuration.databaseReadUrl !== undefined && configuration.databaseUrl === undefined)
    problems.push('DATABASE_READ_URL: it needs DATABASE_URL, the server that it is a replica of')
  if ((configuration.adminEmail === undefined) !== (configuration.adminPassword === undefined)) {
    problems.push(
      'ADMIN_EMAIL and ADMIN_PASSWORD: set both, or neither and use the set-up token that the log shows',
    )
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return configuration
}
