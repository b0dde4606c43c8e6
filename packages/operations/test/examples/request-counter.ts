import { type Plugin, type ServiceKey, serviceKey } from '@tributary/core'
import { requestObservers } from '@tributary/operations'
import { Type } from 'typebox'

/** The service `requestCounts`: how often each route was called since the server started. */
export interface RequestCounts {
  /** By route, like `GET /api/jobs/:id`. */
  all(): Readonly<Record<string, number>>
}

/** Other plugins get the service by this key: `context.getService(requestCounts).all()`. */
export const requestCounts: ServiceKey<RequestCounts> = serviceKey('requestCounts')

/** The response. Validation, documentation and the type of the handler's result follow from it. */
const Counts = Type.Object(
  {
    total: Type.Integer(),
    routes: Type.Record(Type.String(), Type.Integer(), { description: 'By method and route.' }),
  },
  { title: 'Counts' },
)

/**
 * Example: a small, complete plugin with a service for other plugins, a contribution and one route.
 *
 * @example
 * createKernel({ plugins: [operationsPlugin(), requestCounter()] })
 * // GET /api/request-counter → { "total": 2, "routes": { "GET /health": 2 } }
 */
export function requestCounter(): Plugin {
  // State is in the closure: each server with a counter has its own.
  const counts = new Map<string, number>()
  const all = () => Object.fromEntries(counts)

  return {
    name: 'request-counter',
    version: '0.1.0',

    // Phase 1: services and contributions for other plugins.
    registerServices(context) {
      context.registerService(requestCounts, () => ({ all }))
      context.contribute(requestObservers, ({ method, route }) => {
        if (route === undefined) return
        const key = `${method} ${route}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      })
    },

    // Phase 2: its routes. `routes` is mounted under /api/request-counter and needs a signed-in user.
    configureRoutes: () => ({
      routes: (app) => {
        app.get(
          '/',
          { schema: { summary: 'Read how often each route was called', response: { 200: Counts } } },
          () => {
            const routes = all()
            return { total: Object.values(routes).reduce((sum, count) => sum + count, 0), routes }
          },
        )
      },
    }),

    // Phase 3: documentation that is not in the route's schema.
    openapiSchema: () => ({ description: 'Counts the requests of each route since the server started.' }),
  }
}
