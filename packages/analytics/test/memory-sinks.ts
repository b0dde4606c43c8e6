import { type Plugin, ProblemError } from '@tributary/core'
import { type ProviderTarget, providers } from '@tributary/integration-host'
import { IntegrationError } from '@tributary/integration-kit'
import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'
import type { AnalyticsPoint, AnalyticsSink } from '@tributary/integration-kit/providers'

/** One analytics instance: its points, and what is wrong with it. */
export interface Sink {
  readonly id: string
  readonly name: string
  /** By metric, labels and time. */
  readonly points: Map<string, AnalyticsPoint>
  /** How many points each write had. */
  readonly writes: number[]
  failure: Error | undefined
  /** Refused by themselves. */
  refuses: (point: AnalyticsPoint) => boolean
  /** Called after the points are written, before the answer. */
  beforeAnswer: () => Promise<void>
}

/** Analytics instances in memory. */
export class MemorySinks {
  readonly sinks: Sink[] = []

  add(name: string, id: string = crypto.randomUUID()): Sink {
    const sink: Sink = {
      id,
      name,
      points: new Map(),
      writes: [],
      failure: undefined,
      refuses: () => false,
      beforeAnswer: async () => {},
    }
    this.sinks.push(sink)
    return sink
  }

  /** The service `providers`. */
  readonly plugin: Plugin = {
    name: 'sinks',
    version: '1.0.0',
    registerServices: (context) => {
      context.registerService(providers, () => ({
        list: async (kind) =>
          this.sinks.map(({ id, name }) => ({
            id,
            name,
            kind,
            plugin: 'memory',
            state: 'active',
            revision: 1,
          })),
        use: async <Kind extends ProviderKind, R>(
          { instance }: ProviderTarget<Kind>,
          work: (implementation: ProviderContracts[Kind]) => R | Promise<R>,
        ) => work(sinkOf(this.#required(instance)) as ProviderContracts[Kind]),
      }))
    },
  }

  #required(instance: string): Sink {
    const found = this.sinks.find(({ id }) => id === instance)
    if (found !== undefined) return found
    throw new ProblemError({ code: 'INSTANCES_NOT_FOUND', status: 404, kind: 'config', title: 'Gone' })
  }
}

function sinkOf(sink: Sink): AnalyticsSink {
  return {
    async write(points) {
      if (sink.failure !== undefined) throw sink.failure
      if (points.some((point) => sink.refuses(point)))
        throw new IntegrationError('invalid_data', 'Refused points.')
      sink.writes.push(points.length)
      for (const point of points)
        sink.points.set(JSON.stringify([point.metric, point.at, point.labels]), point)
      await sink.beforeAnswer()
    },
  }
}
