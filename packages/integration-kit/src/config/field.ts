import { type TSchemaOptions, Type } from 'typebox'

/** What every kind of field can say of itself. */
export interface FieldOptions {
  readonly label: string
  readonly description?: string
  readonly help?: string
  readonly placeholder?: string
  /** Default true. */
  readonly required?: boolean
  readonly group?: string
  readonly order?: number
  /** The environment variable that gives the value while none is stored: `SPOTIFY_CLIENT_ID`. */
  readonly env?: string
}

/** The member of a field's JSON Schema that holds what only the form and the settings read. */
export const FIELD = 'x-field'

/** How a field is shown, beside its JSON Schema. */
export interface FieldDescription extends FieldOptions {
  readonly kind: 'text' | 'secret'
}

/** Fields of a plugin's configuration: TypeBox schemas that also say how the form shows them. */
export const field = {
  /** A single line. */
  text: (options: FieldOptions & TextLimits) => Type.String(describe('text', options)),
  /** Goes to the secret store; replies show a mask. */
  secret: (options: FieldOptions & TextLimits) => Type.String(describe('secret', options)),
}

export interface TextLimits {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

function describe(kind: FieldDescription['kind'], options: FieldOptions & TextLimits): TSchemaOptions {
  const { minLength, maxLength, pattern, ...description } = options
  return {
    title: description.label,
    minLength: minLength ?? 1,
    maxLength: maxLength ?? 4096,
    ...(pattern === undefined ? {} : { pattern }),
    ...(description.description === undefined ? {} : { description: description.description }),
    [FIELD]: { kind, required: true, ...description },
  }
}
