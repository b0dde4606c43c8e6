import type { RJSFSchema } from '@rjsf/utils'
import type { GivenForm } from './generated-form.tsx'
import { propertiesOf } from './loaded-choices.ts'

/** The labels of a form's fields. */
export function formLabels({ schema }: GivenForm): Readonly<Record<string, string>> {
  const properties = Object.entries(propertiesOf((schema ?? {}) as RJSFSchema))
  return Object.fromEntries(properties.map(([key, { title }]) => [key, title ?? key]))
}
