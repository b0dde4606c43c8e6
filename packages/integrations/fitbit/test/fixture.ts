import { readFileSync } from 'node:fs'
import { checkItems } from '@tributary/integration-kit/values'
import type { Static, TSchema } from 'typebox'

/** An answer of Google's, as documented, with made-up values. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'))
}

/** The points of an answer, each held against the shape that the client checks. */
export function pointsOf<T extends TSchema>(name: string, schema: T): readonly Static<T>[] {
  const { dataPoints, rollupDataPoints } = fixture(name) as Record<string, unknown[] | undefined>
  const { items, rejected } = checkItems(schema, dataPoints ?? rollupDataPoints ?? [], `A point of ${name}`)
  if (rejected.length > 0) throw new Error(JSON.stringify(rejected))
  return items
}
