import { ProblemError } from '@tributary/core'
import type { TObject } from 'typebox'
import Value from 'typebox/value'
import { integrationErrors } from './integration-errors.ts'

/**
 * Reads the text fields of an upload as the options of an import: converted to the types of the schema, completed
 * with its defaults. An unknown or wrong one throws `INTEGRATION_BAD_OPTION`, naming the option.
 */
export function readImportOptions(
  schema: TObject | undefined,
  fields: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const known = Object.keys(schema?.properties ?? {})
  for (const name of fields.keys()) {
    if (!known.includes(name)) {
      throw badOption(
        `There is no option "${name}". ${known.length === 0 ? 'This import has none.' : `There are: ${known.join(', ')}.`}`,
      )
    }
  }
  if (schema === undefined) return {}
  const options = Value.Default(schema, Value.Convert(schema, Object.fromEntries(fields)))
  const [failure] = Value.Errors(schema, options)
  if (failure !== undefined) {
    const name = failure.instancePath.slice(1) || 'options'
    throw badOption(`The option "${name}" ${failure.message}.${allowedValues(schema, name)}`)
  }
  // Checked against the schema of an object just above.
  return options as Readonly<Record<string, unknown>>
}

function allowedValues(schema: TObject, name: string): string {
  const property: unknown = schema.properties[name]
  if (
    typeof property !== 'object' ||
    property === null ||
    !('enum' in property) ||
    !Array.isArray(property.enum)
  )
    return ''
  return ` Choose one of: ${property.enum.join(', ')}.`
}

function badOption(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
