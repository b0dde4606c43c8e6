import { Histogram, type Registry } from 'prom-client'
import type { RequestObserver } from '../requests/request-observer.ts'

/** From a response out of memory to one that a person no longer waits for, including 50 ms, the promised p99. */
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The duration of requests. Labels are declared routes, never paths, so their number is bounded. */
export function requestMetrics(registry: Registry): RequestObserver {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'The time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status', 'plugin'],
    buckets: BUCKETS,
    registers: [registry],
  })
  return ({ method, route, status, plugin, milliseconds }) => {
    duration.observe(
      { method, route: route ?? 'none', status, plugin: plugin ?? 'none' },
      milliseconds / 1_000,
    )
  }
}
