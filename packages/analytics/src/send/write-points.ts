import { isIntegrationError } from '@tributary/integration-kit'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'
import type { Parts } from '../parts.ts'

/** What became of the points of a batch. */
export interface Written {
  readonly sent: number
  /** Those that the instance refuses whatever else is in the batch. */
  readonly refused: number
}

/**
 * Writes points to an instance. A batch that it refuses as invalid is halved until the refused points are alone: one of them must not hold the
 * others up for ever. Writing the others again has no further effect.
 *
 * @throws what the service `providers` throws, but `invalid_data`
 */
export async function writePoints(
  providers: Parts['providers'],
  instance: string,
  points: readonly AnalyticsPoint[],
): Promise<Written> {
  if (points.length === 0) return { sent: 0, refused: 0 }
  try {
    await providers.use({ kind: 'analytics', instance }, (sink) => sink.write(points))
    return { sent: points.length, refused: 0 }
  } catch (error) {
    if (!isIntegrationError(error, 'invalid_data')) throw error
    if (points.length === 1) return { sent: 0, refused: 1 }
    const half = Math.ceil(points.length / 2)
    const first = await writePoints(providers, instance, points.slice(0, half))
    const second = await writePoints(providers, instance, points.slice(half))
    return { sent: first.sent + second.sent, refused: first.refused + second.refused }
  }
}
