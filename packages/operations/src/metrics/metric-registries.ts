import type { Contribution } from '@tributary/core'
import { Registry } from 'prom-client'
import type { MetricCollector } from './metric-collectors.ts'

/** How long one plugin may take to collect its metrics, in milliseconds; Prometheus gives up after 10 s. */
const COLLECT_TIME_LIMIT = 2_000

/**
 * The metrics of one server: a registry for each plugin, since in prom-client's own registry one collector that
 * throws or hangs takes all the others with it.
 */
export class MetricRegistries {
  readonly #registries = new Map<string, Registry>()
  readonly #timeLimit: number

  constructor(options: { timeLimit?: number } = {}) {
    this.#timeLimit = options.timeLimit ?? COLLECT_TIME_LIMIT
  }

  /** The content type of `text()`. */
  get contentType(): string {
    return Registry.PROMETHEUS_CONTENT_TYPE
  }

  /** A plugin's own registry. */
  of(plugin: string): Registry {
    const existing = this.#registries.get(plugin)
    if (existing !== undefined) return existing
    const registry = new Registry()
    this.#registries.set(plugin, registry)
    return registry
  }

  /** Lets a plugin add its metrics; one that throws or takes a name that is taken is refused. */
  collect({ plugin, value: collector, refuse }: Contribution<MetricCollector>): void {
    const added = new Registry()
    try {
      collector(added)
      const taken = new Set([...this.#registries.values()].flatMap(namesIn))
      for (const name of namesIn(added)) {
        if (taken.has(name)) {
          throw new Error(`plugin "${plugin}" adds the metric "${name}", which exists already: rename it`)
        }
      }
    } catch (error) {
      refuse(error instanceof Error ? error : new Error(String(error)))
      return
    }
    this.#registries.set(plugin, Registry.merge([this.of(plugin), added]))
  }

  /** All metrics in Prometheus' text format. A plugin whose metrics cannot be had is told of and left out. */
  async text(onFailure: (plugin: string, error: unknown) => void): Promise<string> {
    const parts = await Promise.all(
      [...this.#registries].map(async ([plugin, registry]) => {
        try {
          return await this.#read(registry)
        } catch (error) {
          onFailure(plugin, error)
          return ''
        }
      }),
    )
    return parts.filter((part) => part.trim() !== '').join('\n')
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
