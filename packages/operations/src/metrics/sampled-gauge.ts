import { Gauge } from 'prom-client'

/** One sample of a gauge. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

export interface SampledGaugeOptions {
  readonly name: string
  readonly help: string
  readonly labelNames?: readonly string[]
  /** Called at each scrape. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>
}

/**
 * A gauge whose samples are read at each scrape. Samples that are no longer returned disappear, while a gauge of
 * prom-client would keep its last value. Belongs to no registry until it is registered.
 *
 * @example
 * registry.registerMetric(
 *   sampledGauge({ name: 'tributary_jobs_workers', help: 'Worker processes.', read: async () => [{ value: 2 }] }),
 * )
 */
export function sampledGauge({ name, help, labelNames = [], read }: SampledGaugeOptions): Gauge {
  return new Gauge({
    name,
    help,
    labelNames,
    registers: [],
    async collect() {
      const samples = await read()
      this.reset()
      for (const { labels = {}, value } of samples) this.set(labels, value)
    },
  })
}
