import { readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Check, Errors } from 'typebox/value'

/** An answer of Google's, as documented, with made-up values. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'))
}

/** The same, held against the shape that the client checks. */
export function checkedFixture<T extends TSchema>(name: string, schema: T): Static<T> {
  const value = fixture(name)
  if (!Check(schema, value)) throw new Error(JSON.stringify(Errors(schema, value)))
  return value
}
