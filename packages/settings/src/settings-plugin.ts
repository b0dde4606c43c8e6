import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { configurations, healthSubjects, settings } from '@tributary/integration-host'
import { healthChecks } from '@tributary/operations'
import { secretStore } from '@tributary/secrets'
import { checkedSettings } from './checked-settings.ts'
import type { ChoiceLoader } from './choices/load-choices.ts'
import { ConfiguredPlugins } from './configured-plugins.ts'
import { type OutgoingOptions, OutgoingRequests } from './connection-test/outgoing-requests.ts'
import type { TestParts } from './connection-test/run-connection-test.ts'
import { DatabaseSettings } from './database-settings.ts'
import { FormMigrations } from './form-migrations.ts'
import { createSystemConfig } from './migrations/0001-create-system-config.ts'
import { markSecrets } from './migrations/0002-mark-secrets.ts'
import type { Environment } from './resolve-field.ts'
import { settingsRoutes } from './routes/settings-routes.ts'

export interface SettingsOptions extends OutgoingOptions {
  /** The environment variables for fields that name one. Default: none. */
  readonly environment?: Environment | undefined
  /** Called with each secret that is read or written, so that it can be redacted from the log. */
  readonly onSecret?: ((value: string) => void) | undefined
  /** How long a service may take to name the choices of a field. Default 10,000 milliseconds. */
  readonly choicesMilliseconds?: number | undefined
  /** The most that a test of settings takes. Default 30,000. */
  readonly testMilliseconds?: number | undefined
}

/**
 * The settings of administrators: the configuration values of every plugin, and the routes for the form.
 *
 * @example
 * settingsPlugin({ environment: process.env })
 */
export function settingsPlugin(options: SettingsOptions = {}): Plugin {
  const outgoing = new OutgoingRequests(options)
  let plugins: ConfiguredPlugins | undefined
  let service: DatabaseSettings | undefined
  let formMigrations: FormMigrations | undefined
  const pluginsOf = (context: PluginContext) => {
    plugins ??= new ConfiguredPlugins(() => context.getContributions(configurations))
    return plugins
  }
  const formMigrationsOf = (context: PluginContext) => {
    formMigrations ??= new FormMigrations({
      database: context.getService(database),
      secrets: context.getService(secretStore),
      plugins: pluginsOf(context),
      logger: context.logger,
    })
    return formMigrations
  }
  const loaderOf = (context: PluginContext): ChoiceLoader => {
    return {
      egress: outgoing,
      logger: context.logger,
      ...(options.choicesMilliseconds === undefined
        ? {}
        : { timeLimitMilliseconds: options.choicesMilliseconds }),
    }
  }
  const serviceOf = (context: PluginContext) => {
    service ??= new DatabaseSettings({
      audit: auditLogOf(context),
      database: context.getService(database),
      secrets: context.getService(secretStore),
      plugins: pluginsOf(context),
      migrations: formMigrationsOf(context),
      loader: loaderOf(context),
      environment: options.environment ?? {},
      onSecret: options.onSecret ?? (() => {}),
      logger: context.logger,
    })
    return service
  }
  const testsOf = ({ logger }: PluginContext): TestParts => ({
    egress: outgoing,
    closing: outgoing.closing,
    logger,
    testMilliseconds: options.testMilliseconds,
  })
  const readConfigurations = async (context: PluginContext) => {
    pluginsOf(context).check()
    await formMigrationsOf(context).run()
  }
  return {
    name: 'settings',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Settings',
      description: 'What administrators set for each plugin.',
      author: 'The Tributary authors',
      tags: ['administration'],
    },
    uses: [database, authenticator, secretStore],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-system-config': createSystemConfig,
        '0002-mark-secrets': markSecrets,
      })
      context.registerService(settings, serviceOf)
      context.contribute(healthChecks, {
        name: 'settings',
        cure: 'restore the connection to Vault: the conversion of the settings then goes on',
        check: async () => formMigrations?.problem(),
      })
      context.contribute(
        healthSubjects,
        checkedSettings(() => ({
          plugins: pluginsOf(context),
          settings: serviceOf(context),
          tests: testsOf(context),
        })),
      )
    },
    configureRoutes: (context) => ({
      admin: (app) =>
        settingsRoutes(app, {
          plugins: pluginsOf(context),
          settings: serviceOf(context),
          migrations: formMigrationsOf(context),
          logger: context.logger,
          tests: () => testsOf(context),
        }),
    }),
    openapiSchema: () => ({ description: 'The settings of each plugin, for administrators.' }),
    start: readConfigurations,
    refresh: readConfigurations,
    async stop() {
      await formMigrations?.stop()
      await outgoing.close()
    },
  }
}
