import { readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { checkPoints } from '../src/check-points.ts'

/** An answer of Google's, as documented, with made-up values. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'))
}

/** The points of an answer, each held against the shape that the client checks. */
export function pointsOf<T extends TSchema>(name: string, schema: T): readonly Static<T>[] {
  const { dataPoints, rollupDataPoints } = fixture(name) as Record<string, unknown[] | undefined>
  const { points, rejected } = checkPoints(schema, {
    type: name,
    found: dataPoints ?? rollupDataPoints ?? [],
  })
  if (rejected.length > 0) throw new Error(JSON.stringify(rejected))
  return points
}
