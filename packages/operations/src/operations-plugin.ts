import type { Plugin, PluginContext, PluginRoutes } from '@tributary/core'
import { kernelService } from '@tributary/core'
import { DOCS_PATH } from './docs/docs-page.ts'
import { docsRoutes, homeRoute } from './docs/docs-routes.ts'
import { healthChecks } from './health/health-check.ts'
import { type HealthLimits, HealthMonitor } from './health/health-monitor.ts'
import { healthRoutes } from './health/health-routes.ts'
import { SecretRegistry, secretRegistry } from './log/secret-registry.ts'
import { addHealthMetrics } from './metrics/health-metrics.ts'
import { addKernelMetrics } from './metrics/kernel-metrics.ts'
import { metricCollectors } from './metrics/metric-collectors.ts'
import { MetricRegistries } from './metrics/metric-registries.ts'
import { metricsRoutes } from './metrics/metrics-routes.ts'
import { addProcessMetrics } from './metrics/process-metrics.ts'
import { requestMetrics } from './metrics/request-metrics.ts'
import { openapiRoutes } from './openapi/openapi-routes.ts'
import { RenderedDocuments } from './openapi/rendered-documents.ts'
import { type RequestObserver, requestObservers } from './requests/request-observer.ts'

/** Options set by the operator. */
export interface OperationsOptions {
  /**
   * Makes `/metrics` public, for a Prometheus that cannot send a header. By default it requires an administrator or an
   * administrator's API key with scope `operations:metrics`.
   */
  readonly publicMetrics?: boolean
  /** The redirect target of `/`; `/docs` by default, `false` when a web page is served there. */
  readonly home?: string | false
  readonly health?: Partial<HealthLimits>
  /** The registry that was passed to the server's logger. */
  readonly secrets?: SecretRegistry
}

/**
 * Health, metrics, OpenAPI documents and Swagger UI of all plugins. Its place in the plugin list does not matter.
 *
 * @example
 * createKernel({ plugins: [operationsPlugin({ publicMetrics: true }), …] })
 */
export function operationsPlugin(options: OperationsOptions = {}): Plugin {
  const metrics = new MetricRegistries()
  let observers: readonly Observer[] = []
  let unwatch: (() => void) | undefined
  const readContributions = (context: PluginContext) => {
    metrics.collect(context.getContributions(metricCollectors))
    observers = context.getContributions(requestObservers)
  }
  return {
    name: 'operations',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Operations',
      description: 'Health, Prometheus metrics and the documentation of the API.',
      author: 'The Tributary authors',
      tags: ['monitoring'],
    },
    registerServices(context) {
      context.registerService(secretRegistry, () => options.secrets ?? new SecretRegistry())
    },
    configureRoutes: (context) => configureRoutes(context, options, metrics),
    openapiSchema: () => ({
      description: 'Health, metrics and API documentation of the server.',
    }),
    start(context) {
      addProcessMetrics(metrics.add(context.plugin.name))
      // Before those of others, which must not take the names.
      const own = { plugin: context.plugin.name, value: requestMetrics(metrics.add(context.plugin.name)) }
      readContributions(context)
      const observe = notifyObservers(context, () => [own, ...observers])
      unwatch = context.getService(kernelService).watchRequests(observe)
    },
    refresh: readContributions,
    stop: () => unwatch?.(),
  }
}

function configureRoutes(
  context: PluginContext,
  options: OperationsOptions,
  metrics: MetricRegistries,
): PluginRoutes {
  const kernel = context.getService(kernelService)
  addKernelMetrics(metrics.add(context.plugin.name), kernel)
  const monitor = new HealthMonitor({
    checks: () => context.getContributions(healthChecks),
    ...(options.health === undefined ? {} : { limits: options.health }),
    onChange: (check, error) => {
      if (check.status === 'failing') context.logger.warn({ check, err: error }, 'health check failed')
      else context.logger.info({ check }, 'health check recovered')
    },
  })
  addHealthMetrics(metrics.add(context.plugin.name), monitor)
  const home = options.home ?? DOCS_PATH
  const routes = [
    healthRoutes(kernel, monitor),
    metricsRoutes(metrics, { public: options.publicMetrics === true }),
    openapiRoutes(new RenderedDocuments(kernel)),
    docsRoutes(kernel),
    ...(home === false ? [] : [homeRoute(home)]),
  ]
  return {
    root: async (app) => {
      for (const add of routes) await add(app)
    },
  }
}

interface Observer {
  readonly plugin: string
  readonly value: RequestObserver
}

/** The duration of requests and the contributed metrics. A collector that throws is logged and does not affect the others. */
function notifyObservers(context: PluginContext, observers: () => readonly Observer[]): RequestObserver {
  return (request) => {
    for (const { plugin, value: observe } of observers()) {
      try {
        observe(request)
      } catch (error) {
        context.logger.error({ plugin, err: error }, 'request observer failed')
      }
    }
  }
}
