import { type Static, type TSchema, Type } from 'typebox'

/** A symbol, since Ajv refuses keywords that it does not know, and since it is in no document. */
const OPTIONAL_BODY = Symbol.for('tributary.optionalBody')

/**
 * The schema of a request body that may be left out. The document then says `required: false` of the schema itself, where a
 * union with `null` would ask for a body that is JSON's `null`. That `null` is taken for no body as well.
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
