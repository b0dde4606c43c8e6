import type { Contribution } from '@tributary/core'
import { Gauge, Registry } from 'prom-client'
import type { MetricCollector } from './metric-collectors.ts'

/**
 * The time limit for collecting one plugin's metrics, in milliseconds: longer than that of the health checks, which are
 * among them. Prometheus gives up after 10 s.
 */
const COLLECT_TIME_LIMIT = 4_000

interface OwnedRegistry {
  readonly plugin: string
  readonly registry: Registry
  /** What contributed it; `undefined` for the plugin's own. */
  readonly collector?: MetricCollector
}

/**
 * The metrics of one server: a registry per collector, since in a single registry of prom-client one metric that throws
 * or hangs prevents the output of all others.
 */
export class MetricRegistries {
  #registries: OwnedRegistry[] = []
  readonly #timeLimit: number
  /** Alerts on missing metrics do not fire, so their absence is a metric as well. */
  readonly #collected = new Gauge({
    name: 'tributary_metrics_collected',
    help: '1 when the metrics of a plugin are all among these, 0 when some could not be collected.',
    labelNames: ['plugin'],
    registers: [],
  })

  constructor(options: { timeLimit?: number } = {}) {
    this.#timeLimit = options.timeLimit ?? COLLECT_TIME_LIMIT
  }

  /** The content type of `text()`. */
  get contentType(): string {
    return Registry.PROMETHEUS_CONTENT_TYPE
  }

  /** Adds a registry of a plugin. */
  add(plugin: string): Registry {
    const registry = new Registry()
    this.#registries.push({ plugin, registry })
    return registry
  }

  /** Takes the metrics of these collectors, and no longer those of others. */
  collect(contributions: readonly Contribution<MetricCollector>[]): void {
    const present = new Set(contributions.map(({ value }) => value))
    this.#registries = this.#registries.filter(
      ({ collector }) => collector === undefined || present.has(collector),
    )
    const known = new Set(this.#registries.map(({ collector }) => collector))
    for (const contribution of contributions) if (!known.has(contribution.value)) this.#collect(contribution)
    this.#collected.reset()
  }

  /** Lets a plugin add its metrics. A plugin that throws or uses an existing name is refused. */
  #collect({ plugin, value: collector, refuse }: Contribution<MetricCollector>): void {
    const added = new Registry()
    try {
      collector(added)
      const taken = new Set(this.#registries.flatMap(({ registry }) => namesIn(registry)))
      for (const name of namesIn(added)) {
        if (taken.has(name)) {
          throw new Error(`plugin "${plugin}" adds the metric "${name}", which exists already: rename it`)
        }
      }
    } catch (error) {
      refuse(error instanceof Error ? error : new Error(String(error)))
      return
    }
    this.#registries.push({ plugin, registry: added, collector })
  }

  /** All metrics in Prometheus' text format. A collector that fails is reported and omitted. */
  async text(onFailure: (plugin: string, error: unknown) => void): Promise<string> {
    for (const { plugin } of this.#registries) this.#collected.set({ plugin }, 1)
    const parts = await Promise.all(
      this.#registries.map(async ({ plugin, registry }) => {
        try {
          return await this.#read(registry)
        } catch (error) {
          this.#collected.set({ plugin }, 0)
          onFailure(plugin, error)
          return ''
        }
      }),
    )
    const last = new Registry()
    last.registerMetric(this.#collected)
    return [...parts, await last.metrics()].filter((part) => part.trim() !== '').join('\n')
  }

  async #read(registry: Registry): Promise<string> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`collecting took longer than ${this.#timeLimit} ms`)),
        this.#timeLimit,
      )
    })
    return Promise.race([registry.metrics(), limit]).finally(() => clearTimeout(timer))
  }
}

function namesIn(registry: Registry): string[] {
  return registry.getMetricsAsArray().map((metric) => metric.name)
}
