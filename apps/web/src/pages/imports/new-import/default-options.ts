/** The options of an import, by name. */
export type Options = Readonly<Record<string, unknown>>

interface OptionsSchema {
  readonly properties?: Readonly<Record<string, { readonly title?: string; readonly default?: unknown }>>
}

/** The options of the schema with the names that it has; none where it is no object. */
export function propertiesOf(schema: unknown): NonNullable<OptionsSchema['properties']> {
  return (schema as OptionsSchema | null | undefined)?.properties ?? {}
}

/**
 * What the options are until the person changes them: nothing, so that the server's defaults hold, but for a time zone, which the server
 * cannot know and the person has told.
 *
 * @param schema of the candidate
 * @param timeZone of the person
 */
export function defaultOptions(schema: unknown, timeZone: string): Options {
  return 'timeZone' in propertiesOf(schema) ? { timeZone } : {}
}
