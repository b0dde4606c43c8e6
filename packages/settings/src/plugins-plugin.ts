import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import {
  healthSubjects,
  type InstanceNotice,
  instanceEvents,
  offeredProviders,
  providers,
} from '@tributary/integration-host'
import { secretStore } from '@tributary/secrets'
import { catalogueRoutes } from './catalogue/catalogue-routes.ts'
import { type OutgoingOptions, OutgoingRequests } from './connection-test/outgoing-requests.ts'
import { createHealthChecks } from './health/migrations/0002-create-health-checks.ts'
import { HEALTH_USES, PluginHealth, type PluginHealthOptions } from './health/plugin-health.ts'
import { DatabaseProviders } from './instances/database-providers.ts'
import { checkedInstances } from './instances/instance-health.ts'
import type { InstanceParts } from './instances/instance-parts.ts'
import { migrateInstances } from './instances/migrate-instances.ts'
import { createPluginInstances } from './instances/migrations/0001-create-plugin-instances.ts'
import { OfferedKinds } from './instances/offered-kinds.ts'
import { choicesRoutes } from './instances/routes/choices-routes.ts'
import { configurationRoutes } from './instances/routes/configuration-routes.ts'
import { instanceRoutes } from './instances/routes/instance-routes.ts'
import { instanceWebhookRoutes } from './instances/routes/instance-webhook-routes.ts'
import { type LoadingOptions, LoadingPart } from './loading/loading-part.ts'
import { createPluginLoads } from './loading/migrations/0003-create-plugin-loads.ts'

export interface PluginsOptions extends OutgoingOptions, LoadingOptions {
  /** Called with each secret that is read or entered, so that it can be redacted from the log. */
  readonly onSecret?: ((value: string) => void) | undefined
  readonly health?: PluginHealthOptions | undefined
  /** The most that a test of a configuration takes. Default 30,000. */
  readonly testMilliseconds?: number | undefined
  /** The most that loading the choices of a field takes. Default 10,000. */
  readonly choicesMilliseconds?: number | undefined
  /** The most that opening an instance and a use of it take each. Default 30,000. */
  readonly useMilliseconds?: number | undefined
  /** Milliseconds since 1970, for when an instance that is down is tried again. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Waits before another attempt of a call. Default: of the system. */
  readonly sleep?: InstanceParts['sleep']
}

/** A use reads the row anyway: this only closes what is not used any longer. */
const SWEEP_MILLISECONDS = 60_000
/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 4_000

/** The plugins of the server: their instances, the service through which other plugins use them, and loading while the server runs. */
export function pluginsPlugin(options: PluginsOptions = {}): Plugin {
  const outgoing = new OutgoingRequests(options)
  const loading = new LoadingPart(options)
  const health = new PluginHealth(options.health ?? {})
  let service: DatabaseProviders | undefined
  let parts: InstanceParts | undefined
  let sweeping: NodeJS.Timeout | undefined
  const partsOf = (context: PluginContext): InstanceParts => {
    parts ??= {
      audit: auditLogOf(context),
      database: context.getService(database),
      secrets: context.getService(secretStore),
      offered: offeredKindsOf(context),
      onSecret: options.onSecret ?? (() => {}),
      egress: outgoing,
      closing: outgoing.closing,
      logger: context.logger,
      onChange: () => sweep(context),
      testMilliseconds: options.testMilliseconds,
      choicesMilliseconds: options.choicesMilliseconds,
      useMilliseconds: options.useMilliseconds,
      now: options.now,
      sleep: options.sleep,
      circuitOf: (row) => serviceOf(context).circuitOf(row),
    }
    return parts
  }
  const serviceOf = (context: PluginContext) => {
    service ??= new DatabaseProviders(partsOf(context))
    return service
  }
  const sweep = (context: PluginContext) => {
    service
      ?.sweep()
      .catch((error: unknown) => context.logger.warn({ err: error }, 'unused instances cannot be closed'))
  }
  /** Idempotent: also after plugins were loaded or unloaded. */
  const refresh = async (context: PluginContext) => {
    const { offered } = partsOf(context)
    offered.check()
    serviceOf(context).releaseUnloaded()
    await migrateInstances(partsOf(context))
    health.refresh()
  }
  return {
    name: 'plugins',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Plugins',
      description: 'The plugins of this server: what each is for, its forms, its instances and its health.',
      author: 'The Tributary authors',
      tags: ['administration', 'monitoring'],
    },
    uses: [database, authenticator, secretStore],
    usesIfPresent: [auditLog, ...HEALTH_USES],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-plugin-instances': createPluginInstances,
        '0002-create-health-checks': createHealthChecks,
        '0003-create-plugin-loads': createPluginLoads,
      })
      context.contribute(
        healthSubjects,
        checkedInstances(() => partsOf(context)),
      )
      health.registerServices(context)
      loading.registerServices(context)
      context.registerService(providers, (own) => ({
        list: (kind) => serviceOf(own).list(kind),
        use: (target, work) => serviceOf(own).use(target, work),
      }))
    },
    configureRoutes: (context) => ({
      routes: (app) => catalogueRoutes(app, context),
      public: (app) =>
        instanceWebhookRoutes(app, {
          parts: () => partsOf(context),
          service: () => serviceOf(context),
          notify: (notice) => notifyOf(context, notice),
        }),
      admin: (app) => {
        instanceRoutes(app, () => partsOf(context))
        configurationRoutes(app, () => partsOf(context))
        choicesRoutes(app, () => partsOf(context))
        health.addRoutes(app, context)
        loading.addRoutes(app, context)
      },
    }),
    openapiSchema: () => ({
      description:
        'The plugins of this server: their forms and health, instances of those that can be configured several times, and loading while it runs.',
    }),
    async start(context) {
      await refresh(context)
      sweeping = setInterval(() => sweep(context), SWEEP_MILLISECONDS)
      sweeping.unref()
      health.start(context)
      loading.start(context)
    },
    refresh,
    async stop() {
      await health.stop()
      await loading.stop()
      clearInterval(sweeping)
      await service?.stop(STOP_MILLISECONDS)
      await outgoing.close()
      parts = undefined
      service = undefined
    },
  }
}

/** Passes on what a service has told; a message that was not delivered is also in the log. */
async function notifyOf(context: PluginContext, notice: InstanceNotice): Promise<void> {
  const { event, instanceId } = notice
  if (event.type === 'notification.delivery' && event.status === 'failed')
    context.logger.warn({ instance: instanceId, reason: event.reason }, 'a notification was not delivered')
  for (const { value: take } of context.getContributions(instanceEvents)) await take(notice)
}

function offeredKindsOf(context: PluginContext): OfferedKinds {
  return new OfferedKinds({
    contributions: () => context.getContributions(offeredProviders),
    reasonOf: (plugin) => {
      const unavailable = context.getUnavailable(offeredProviders).find((each) => each.plugin === plugin)
      return unavailable === undefined
        ? `The plugin ${plugin} is not loaded, or does not offer this kind any longer.`
        : `The plugin ${plugin} is not running: ${unavailable.reason}`
    },
  })
}
