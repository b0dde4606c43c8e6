import { isIntegrationError } from '@tributary/integration-kit'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'
import type { Parts } from '../parts.ts'

/** Where points are written, and whether to go on: asked before each write, since an instance may take long for each. */
export interface PointsTarget {
  readonly providers: Parts['providers']
  readonly instance: string
  goesOn(): Promise<boolean>
}

/** What became of the points of a batch. */
export interface Written {
  readonly sent: number
  /** Those that the instance refuses whatever else is in the batch. */
  readonly refused: number
}

/**
 * Writes points to an instance. A batch that it refuses as invalid is halved until the refused points are alone: one of them must not hold the
 * others up for ever. Writing the others again has no further effect. `undefined`: it does not go on, and some may be written.
 *
 * @throws what the service `providers` throws, but `invalid_data`
 */
export async function writePoints(
  target: PointsTarget,
  points: readonly AnalyticsPoint[],
): Promise<Written | undefined> {
  const { providers, instance } = target
  if (points.length === 0) return { sent: 0, refused: 0 }
  if (!(await target.goesOn())) return undefined
  try {
    await providers.use({ kind: 'analytics', instance }, (sink) => sink.write(points))
    return { sent: points.length, refused: 0 }
  } catch (error) {
    if (!isIntegrationError(error, 'invalid_data')) throw error
    if (points.length === 1) return { sent: 0, refused: 1 }
    const half = Math.ceil(points.length / 2)
    const first = await writePoints(target, points.slice(0, half))
    if (first === undefined) return undefined
    const second = await writePoints(target, points.slice(half))
    if (second === undefined) return undefined
    return { sent: first.sent + second.sent, refused: first.refused + second.refused }
  }
}
