import type { RoutePlugin } from '@tributary/core'
import { Type } from 'typebox'
import type { MetricRegistries } from './metric-registries.ts'

const CLOSED = { access: 'admin', scopes: ['operations:metrics'], cost: 'probe' } as const
const OPEN = { access: 'public', cost: 'probe' } as const

/** `GET /metrics`. */
export function metricsRoutes(registries: MetricRegistries, options: { public: boolean }): RoutePlugin {
  return (app) => {
    app.get(
      '/metrics',
      {
        config: options.public ? OPEN : CLOSED,
        schema: {
          summary: 'Read the metrics for Prometheus',
          description: 'The figures of all plugins, collected when asked for.',
          operationId: 'operationsGetMetrics',
          response: {
            200: {
              description: 'Prometheus text format.',
              content: { 'text/plain': { schema: Type.String() } },
            },
          },
        },
      },
      async (request, reply) => {
        const text = await registries.text((plugin, error) => {
          request.log.warn({ plugin, err: error }, 'collecting the metrics of a plugin failed')
        })
        return reply.type(registries.contentType).header('cache-control', 'no-store').send(text)
      },
    )
  }
}
