import type { TEnum, TOptional, TSchema, TString } from 'typebox'
import type { ProviderHttp } from '../http/provider-http.ts'
import type { ConfigurationValues } from './configuration-values.ts'

/** What every kind of field can say of itself. */
export interface FieldOptions {
  readonly label: string
  /** One sentence under the field. */
  readonly description?: string
  /** Longer: where the value is found, step by step. */
  readonly help?: string
  readonly placeholder?: string
  /** Default true. */
  readonly required?: boolean
  /** Fields of one group stand together under its name. */
  readonly group?: string
  /** Lower comes first; fields without one come after, as they are declared. */
  readonly order?: number
  /** The environment variable that gives the value while none is stored: `SPOTIFY_CLIENT_ID`. */
  readonly env?: string
  /** What the value has to satisfy besides, each with its own message. */
  readonly rules?: readonly FieldRule[]
  /** Shows the field only for some values of another one. While hidden it has no value, so it is optional in the configuration's type. */
  readonly visibleWhen?: VisibleWhen
  /**
   * Of a setting of a connection: the person may change it without connecting again. So it must not decide whose account it is or where
   * requests go. It is not required and has no default: left out when the account is connected again, it stays as it was.
   */
  readonly changeable?: boolean
}

/**
 * @example
 * { must: { pattern: '^[0-9a-f]{32}$' }, message: 'A client id of Spotify has 32 hexadecimal digits.' }
 */
export interface FieldRule {
  /** JSON Schema, so that the form can look at it as well. */
  readonly must: Readonly<Record<string, unknown>>
  /** The whole sentence that a person is shown. It must not repeat the value. */
  readonly message: string
}

/**
 * Another field of the form, and the values for which this one is shown: one, or any of a list. A `multi_select` matches if one of them
 * is selected. A field is also hidden while the field it depends on is hidden.
 *
 * @example
 * apiVersion: field.text({ label: 'API version', visibleWhen: { field: 'mode', is: 'live' } })
 */
export interface VisibleWhen {
  readonly field: string
  readonly is: FieldValue | readonly FieldValue[]
}

export type FieldValue = string | number | boolean

export interface TextLimits {
  /** Default 1. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

export interface TextOptions extends FieldOptions, TextLimits {
  readonly default?: string
}

/** Without a default: one would be in the source code. */
export interface SecretOptions extends FieldOptions, TextLimits {}

export interface NumberOptions extends FieldOptions {
  /** Inclusive. */
  readonly minimum?: number
  /** Inclusive. */
  readonly maximum?: number
  readonly multipleOf?: number
  readonly default?: number
}

export interface BooleanOptions extends FieldOptions {
  readonly default?: boolean
}

/** One thing to choose: its value, or its value with its text and a longer description. */
export type Choice =
  | string
  | { readonly value: string; readonly label: string; readonly description?: string }

export type SelectOptions = ListedSelect | LoadedSelect

interface ListedSelect extends FieldOptions {
  readonly choices: readonly Choice[]
  readonly load?: undefined
  readonly default?: string
}

interface LoadedSelect extends FieldOptions, Loaded {
  readonly default?: string
}

/** Choices that only the service knows: the channels of a workspace, the libraries of a server. */
interface Loaded {
  readonly choices?: undefined
  /**
   * Reads the choices from the service, with what has been entered so far. For the forms of administrators alone. A value that was stored
   * and is no longer offered stays. Throw an `IntegrationError` that says what to enter first, or what to change.
   *
   * @example
   * device: field.select({
   *   label: 'Device',
   *   load: async ({ http, config }) => {
   *     const headers = { authorization: `Bearer ${String(config.token)}` }
   *     const devices = await http.get('/devices', { schema: Devices, headers })
   *     return devices.map(({ id }) => ({ value: id, label: `Device ${id}` }))
   *   },
   * })
   */
  readonly load: LoadChoices
}

/** Resolves to the choices that a service offers now. */
export type LoadChoices = (context: LoadContext) => Promise<readonly Choice[]>

export interface LoadContext {
  /** The API that the definition declares, without credentials: those of the form are in `config`. */
  readonly http: ProviderHttp
  /** The valid values of the visible fields, secrets opened; others are absent. */
  readonly config: ConfigurationValues
  /** Aborts when the time limit is over, or when the client has gone. */
  readonly signal: AbortSignal
}

export interface ItemLimits {
  readonly minItems?: number
  /** Default 100. */
  readonly maxItems?: number
}

export type MultiSelectOptions = ListedMultiSelect | LoadedMultiSelect

interface ListedMultiSelect extends FieldOptions, ItemLimits {
  readonly choices: readonly Choice[]
  readonly load?: undefined
  readonly default?: readonly string[]
}

interface LoadedMultiSelect extends FieldOptions, ItemLimits, Loaded {
  readonly default?: readonly string[]
}

export interface UrlOptions extends FieldOptions {
  /** Without the colon. Default `https` and `http`. */
  readonly protocols?: readonly string[]
  readonly default?: string
}

/** For what has one form alone: email addresses, phone numbers, time zones. */
export interface PlainOptions extends FieldOptions {
  readonly default?: string
}

export interface JsonOptions extends FieldOptions {
  /** What the value has to look like. Without it, anything but `null`. */
  readonly schema?: TSchema
  readonly default?: unknown
}

export interface ArrayOptions extends FieldOptions, ItemLimits {
  /**
   * Of each entry: a `field.*`, whose rules hold for each, or any schema. Entries of `field.secret` are stored and masked one by one, and
   * have no default.
   */
  readonly items: TSchema
  readonly uniqueItems?: boolean
  readonly default?: readonly unknown[]
}

export type ChoiceValue<C> = C extends { readonly value: infer V extends string } ? V : C & string

/** The type of a choice: one of those listed, or any text where they are loaded. */
export type ChoiceSchema<O> = O extends { readonly choices: infer L extends readonly Choice[] }
  ? TEnum<ChoiceValue<L[number]>[]>
  : TString

/** What a field is in its configuration's type: optional when it can be hidden, or when it is not required and has no default. */
export type Field<S extends TSchema, O> = O extends { readonly visibleWhen: VisibleWhen }
  ? TOptional<S>
  : O extends { readonly default: unknown }
    ? S
    : O extends { readonly required: false }
      ? TOptional<S>
      : S

export const FIELD_KINDS = [
  'text',
  'textarea',
  'integer',
  'number',
  'boolean',
  'select',
  'multi_select',
  'secret',
  'url',
  'email',
  'phone',
  'time_zone',
  'json',
  'array',
] as const

export type FieldKind = (typeof FIELD_KINDS)[number]

/** How a field is shown, beside its JSON Schema: the value of its `x-field`. */
export interface FieldDescription extends FieldOptions {
  readonly kind: FieldKind
  readonly required: boolean
  /** Of `select` and `multi_select` with listed choices. */
  readonly choices?: readonly LabelledChoice[]
  /** Of `select` and `multi_select` whose choices are loaded from the service. */
  readonly isLoaded?: true
}

export type LabelledChoice = Exclude<Choice, string>

/** The member of a field's JSON Schema that holds what only the form and the settings read. */
export const FIELD = 'x-field'
