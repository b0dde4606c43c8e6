import type { Integration } from '@tributary/integration-kit'
import { FIELD, type FieldDescription } from '@tributary/integration-kit/host'

/** Values of an integration's configuration, in the variables of its fields; one whose field has no variable is left out. */
export function environmentOf(
  { definition }: Integration,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const properties = definition.config?.properties ?? {}
  const environment: Record<string, string> = {}
  for (const [field, value] of Object.entries(values)) {
    const schema: { [FIELD]?: FieldDescription } | undefined = properties[field]
    const variable = schema?.[FIELD]?.env
    if (variable !== undefined) environment[variable] = value
  }
  return environment
}
