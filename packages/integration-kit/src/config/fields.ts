import { type TObject, type TProperties, Type } from 'typebox'

/**
 * A form: fields made of `field.*`, by name.
 *
 * @example
 * connection: fields({ baseUrl: field.url({ label: 'Address of your server', placeholder: 'https://music.example.org' }) })
 */
export function fields<const P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties)
}
