import { type TSchema, Type } from 'typebox'

/** A value of a schema, or null. */
export function nullable<T extends TSchema>(schema: T, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}
