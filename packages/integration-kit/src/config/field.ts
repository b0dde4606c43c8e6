import {
  type TArray,
  type TBoolean,
  type TInteger,
  type TNumber,
  type TSchema,
  type TString,
  type TUnknown,
  Type,
} from 'typebox'
import { Check } from 'typebox/value'
import { isTimeZone } from '../dates/is-time-zone.ts'
import {
  type ArrayOptions,
  type BooleanOptions,
  type Choice,
  type ChoiceSchema,
  FIELD,
  type Field,
  type FieldDescription,
  type FieldKind,
  type FieldOptions,
  type JsonOptions,
  type LabelledChoice,
  type LoadChoices,
  type MultiSelectOptions,
  type NumberOptions,
  type PlainOptions,
  type SecretOptions,
  type SelectOptions,
  type TextOptions,
  type UrlOptions,
} from './field-options.ts'
import { isPhoneNumber } from './is-phone-number.ts'

/** The same in every copy of the kit: an integration may bring its own. */
const LOAD = Symbol.for('tributary.loadChoices')

const LINE_LENGTH = 4096
const TEXT_LENGTH = 65_536
const LIST_LENGTH = 100
/** A field of one line takes no line break; a pattern of its own says more. */
const ONE_LINE = String.raw`^[^\r\n]*$`
/** E.164: a plus, the country, at most 15 digits. */
const PHONE = '^\\+[1-9][0-9]{6,14}$'

/**
 * Fields of a plugin's configuration: TypeBox schemas that also say, in `x-field`, how a form shows them. One that is not
 * required and has no default is optional in the configuration's type.
 *
 * @example
 * const config = Type.Object({
 *   clientId: field.text({ label: 'Client ID', env: 'SPOTIFY_CLIENT_ID' }),
 *   clientSecret: field.secret({ label: 'Client secret', env: 'SPOTIFY_CLIENT_SECRET' }),
 *   market: field.select({ label: 'Market', choices: ['CH', 'DE'], required: false }),
 * })
 * type Config = Static<typeof config> // { clientId: string; clientSecret: string; market?: 'CH' | 'DE' }
 */
export const field = {
  /** A single line. */
  text: <const O extends TextOptions>(options: O): Field<TString, O> => {
    const { minLength = 1, maxLength = LINE_LENGTH, pattern = ONE_LINE, ...rest } = options as TextOptions
    return declare('text', rest, Type.String({ minLength, maxLength, pattern })) as Field<TString, O>
  },
  /** Several lines. */
  textarea: <const O extends TextOptions>(options: O): Field<TString, O> => {
    const { minLength = 1, maxLength = TEXT_LENGTH, pattern, ...rest } = options as TextOptions
    const limits = { minLength, maxLength, ...(pattern === undefined ? {} : { pattern }) }
    return declare('textarea', rest, Type.String(limits)) as Field<TString, O>
  },
  /** Goes to the secret store; replies show a mask. May have several lines, as private keys do. */
  secret: <const O extends SecretOptions>(options: O): Field<TString, O> => {
    const { minLength = 1, maxLength = LINE_LENGTH, pattern, ...rest } = options as SecretOptions
    const limits = { minLength, maxLength, ...(pattern === undefined ? {} : { pattern }) }
    return declare('secret', rest, Type.String(limits)) as Field<TString, O>
  },
  integer: <const O extends NumberOptions>(options: O): Field<TInteger, O> =>
    declare('integer', ...numeric(options, Type.Integer)) as Field<TInteger, O>,
  number: <const O extends NumberOptions>(options: O): Field<TNumber, O> =>
    declare('number', ...numeric(options, Type.Number)) as Field<TNumber, O>,
  boolean: <const O extends BooleanOptions>(options: O): Field<TBoolean, O> =>
    declare('boolean', options, Type.Boolean()) as Field<TBoolean, O>,
  /** One of the choices. */
  select: <const O extends SelectOptions>(options: O): Field<ChoiceSchema<O>, O> => {
    const { choices, load, ...rest }: SelectOptions = options
    return declare('select', { ...rest, ...describeChoices({ choices, load }) }, choiceOf(choices)) as never
  },
  /** Any of the choices, each once. */
  multiSelect: <const O extends MultiSelectOptions>(options: O): Field<TArray<ChoiceSchema<O>>, O> => {
    const { minItems, maxItems = LIST_LENGTH, choices, load, ...rest }: MultiSelectOptions = options
    const schema = Type.Array(choiceOf(choices), {
      uniqueItems: true,
      maxItems,
      ...(minItems === undefined ? {} : { minItems }),
    })
    return declare('multi_select', { ...rest, ...describeChoices({ choices, load }) }, schema) as never
  },
  /** An absolute address. */
  url: <const O extends UrlOptions>(options: O): Field<TString, O> => {
    const { protocols = ['https', 'http'], ...rest } = options as UrlOptions
    const pattern = `^(?:${protocols.join('|')})://\\S+$`
    return declare('url', rest, Type.String({ format: 'uri', pattern, maxLength: LINE_LENGTH })) as Field<
      TString,
      O
    >
  },
  email: <const O extends PlainOptions>(options: O): Field<TString, O> =>
    declare('email', options, Type.String({ format: 'email', maxLength: 254 })) as Field<TString, O>,
  /** In E.164, with its country and only digits, and a number that exists in that country's plan: `+41441234567`. */
  phone: <const O extends PlainOptions>(options: O): Field<TString, O> =>
    declare('phone', options, Type.Refine(Type.String({ pattern: PHONE }), isPhoneNumber)) as Field<
      TString,
      O
    >,
  /** The IANA name of a time zone: `Europe/Berlin`. */
  timeZone: <const O extends PlainOptions>(options: O): Field<TString, O> =>
    declare('time_zone', options, Type.Refine(Type.String({ maxLength: 64 }), isTimeZone)) as Field<
      TString,
      O
    >,
  /** Any JSON value but `null`, which clears a field. */
  json: <const O extends JsonOptions>(
    options: O,
  ): Field<O extends { readonly schema: infer S extends TSchema } ? S : TUnknown, O> => {
    const { schema = Type.Unknown(), ...rest } = options as JsonOptions
    return declare('json', rest, schema) as never
  },
  /** A list of values of one kind; of secrets as well. */
  array: <const O extends ArrayOptions>(options: O): Field<TArray<O['items']>, O> => {
    const { items, minItems, maxItems = LIST_LENGTH, uniqueItems, ...rest } = options as ArrayOptions
    refuseHiddenSecrets(items, rest)
    const schema = Type.Array(items, {
      maxItems,
      ...(minItems === undefined ? {} : { minItems }),
      ...(uniqueItems === undefined ? {} : { uniqueItems }),
    })
    return declare('array', rest, schema) as never
  },
}

/** What a schema made by `field.*` says of itself; `undefined` for any other. */
export function fieldOf(schema: TSchema): FieldDescription | undefined {
  return FIELD in schema ? (schema[FIELD] as FieldDescription) : undefined
}

/** Whether a field is a secret or a list of secrets. */
export function holdsSecrets(schema: TSchema): boolean {
  const kind = fieldOf(schema)?.kind
  return kind === 'secret' || (kind === 'array' && fieldOf(itemsOf(schema))?.kind === 'secret')
}

/** The schema of the entries of a list; of anything where it says nothing of them. */
export function itemsOf(schema: TSchema): TSchema {
  return 'items' in schema ? (schema.items as TSchema) : {}
}

/** What reads the choices of a field from the service; `undefined` if they are listed. */
export function loadOf(field: FieldDescription): LoadChoices | undefined {
  return (field as { readonly [LOAD]?: LoadChoices })[LOAD]
}

/** Puts on a schema what makes it a field. A default that the schema itself would refuse is a mistake of the author. */
function declare(
  kind: FieldKind,
  options: Omit<FieldDescription, 'kind' | 'required'> & {
    readonly required?: boolean
    readonly default?: unknown
    readonly load?: LoadChoices | undefined
  },
  schema: TSchema,
): TSchema {
  const { default: fallback, load, ...described } = options
  const description: FieldDescription = { ...described, kind, required: options.required ?? true }
  // Hidden: it is no part of a description that is sent.
  if (load !== undefined) Object.defineProperty(description, LOAD, { value: load })
  // With what TypeBox hides in its schemas. A copy, since the schema of a `json` field is the author's.
  const declared: TSchema = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema))
  Object.assign(declared, {
    title: options.label,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    [FIELD]: description,
  })
  if (fallback !== undefined && !Check(declared, fallback))
    throw new TypeError(`field "${options.label}": its default does not fit it`)
  const hasValue = options.visibleWhen === undefined && (description.required || fallback !== undefined)
  return hasValue ? declared : Type.Optional(declared)
}

type Limits = Pick<NumberOptions, 'minimum' | 'maximum' | 'multipleOf'>

function numeric(
  options: NumberOptions,
  type: (limits: Limits) => TSchema,
): [options: FieldOptions, schema: TSchema] {
  const { minimum, maximum, multipleOf, ...rest } = options
  return [
    rest,
    type({
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(multipleOf === undefined ? {} : { multipleOf }),
    }),
  ]
}

/** Choices with their labels. A text is its own label. */
export function labelled(choices: readonly Choice[]): LabelledChoice[] {
  return choices.map((choice) => (typeof choice === 'string' ? { value: choice, label: choice } : choice))
}

function describeChoices({ choices, load }: Pick<SelectOptions, 'choices' | 'load'>) {
  return choices === undefined ? { isLoaded: true as const, load } : { choices: labelled(choices) }
}

function choiceOf(choices: readonly Choice[] | undefined): TSchema {
  return choices === undefined
    ? Type.String({ minLength: 1, maxLength: LINE_LENGTH, pattern: ONE_LINE })
    : Type.Enum(labelled(choices).map(({ value }) => value))
}

/** Secrets are stored one by one as entries of a list, not deeper; and a default would be in the source code. */
function refuseHiddenSecrets(
  items: TSchema,
  { label, default: fallback }: Omit<ArrayOptions, 'items'>,
): void {
  const kind = fieldOf(items)?.kind
  if (kind === 'array' && holdsSecrets(items))
    throw new TypeError(
      `field "${label}": a list of lists cannot hold secrets; give each list a field of its own`,
    )
  if (kind === 'secret' && fallback !== undefined)
    throw new TypeError(`field "${label}": secrets have no default`)
}
