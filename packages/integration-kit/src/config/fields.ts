import { type TObject, type TProperties, Type } from 'typebox'

/** What a form says of itself beside its fields. */
export interface FormOptions {
  /** Counts up when stored values need to be converted: 1, 2, … Default 1. */
  readonly version?: number
  /**
   * By version, what turns stored values of the version before into its own. Secrets are among the values. A member that is left out is
   * deleted. Throwing keeps the stored values, and the plugin is refused with the message.
   */
  readonly migrations?: Readonly<Record<number, FormMigration>>
}

export type FormMigration = (values: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** The member of a form's JSON Schema that holds its version. */
export const FORM_VERSION = 'x-version'

/** The same in every copy of the kit: an integration may bring its own. */
const MIGRATIONS = Symbol.for('tributary.formMigrations')

/**
 * A form: fields made of `field.*`, by name.
 *
 * @example
 * connection: fields({ baseUrl: field.url({ label: 'Address of your server', placeholder: 'https://music.example.org' }) })
 *
 * @example
 * config: fields({ host: field.text({ label: 'Host' }) }, { version: 2, migrations: { 2: ({ server }) => ({ host: server }) } })
 *
 * @throws TypeError for a version that is not a positive integer, and for a version after 1 without its migration
 */
export function fields<const P extends TProperties>(
  properties: P,
  { version = 1, migrations = {} }: FormOptions = {},
): TObject<P> {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new TypeError(`fields: version ${version} is not a positive integer`)
  const form = Type.Object(properties)
  if (version === 1) return form
  for (let step = 2; step <= version; step++)
    if (migrations[step] === undefined)
      throw new TypeError(
        `fields: version ${version} has no migration to version ${step}: add migrations: { ${step}: (values) => ({ … }) }`,
      )
  return Object.defineProperty(Object.assign(form, { [FORM_VERSION]: version }), MIGRATIONS, {
    value: migrations,
  })
}

/** The version of a form and its migrations. */
export function formVersionOf(form: TObject): Required<FormOptions> {
  const { [FORM_VERSION]: version = 1, [MIGRATIONS]: migrations = {} } = form as {
    readonly [FORM_VERSION]?: number
    readonly [MIGRATIONS]?: Readonly<Record<number, FormMigration>>
  }
  return { version, migrations }
}
