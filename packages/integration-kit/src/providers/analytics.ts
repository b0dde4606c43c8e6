import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** One value at one instant. */
export interface AnalyticsPoint {
  readonly metric: string
  /** RFC 3339. */
  readonly at: string
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
}

/** Where values over time are written: a time series database, an analytics service. */
export interface AnalyticsSink {
  /** Writes all points or throws. Writing the same point again has no further effect. */
  write(points: readonly AnalyticsPoint[]): Promise<void>
}

/**
 * Declares where values over time are written.
 *
 * @example
 * provides: {
 *   analytics: analyticsProvider({
 *     instance: fields({ address: field.url({ label: 'Address' }), bucket: field.text({ label: 'Bucket' }) }),
 *     api: { baseUrl: ({ config }) => config.address },
 *     test: async ({ http, step }) => {
 *       await step('Read the state of the database', () => http.get('/ping', { schema: Sent }))
 *     },
 *     open: ({ http, config }) => ({
 *       write: async (points) => {
 *         await http.post('/write', { schema: Sent, json: { bucket: config.bucket, points } })
 *       },
 *     }),
 *   }),
 * }
 */
export function analyticsProvider<Form extends TObject>(
  options: ProviderOptions<'analytics', Form>,
): Provider<'analytics'> {
  return providerOf('analytics', options)
}
