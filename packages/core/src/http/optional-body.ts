import { type Static, type TSchema, Type } from 'typebox'

/** A symbol: Ajv refuses unknown keywords, and a symbol appears in no document. */
const OPTIONAL_BODY = Symbol.for('tributary.optionalBody')

/**
 * The schema of a request body that may be omitted. The document then has `required: false` and the schema itself,
 * where a union with `null` would require a JSON `null`. A JSON `null` also counts as no body.
 *
 * @example
 * body: optionalBody(Type.Object({ startDate: Type.Optional(LocalDate) })) // request.body?.startDate
 */
export function optionalBody<const T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null | undefined>({ ...schema, [OPTIONAL_BODY]: true })
}

/** Whether a schema was made by `optionalBody`, here or in another copy of this package. */
export function isOptionalBody(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && OPTIONAL_BODY in schema
}
