import { fieldOf, isStorable, itemsOf } from '@tributary/integration-kit/host'
import { Check, Errors } from 'typebox/value'
import { describeFault, expectedOf, inEntry } from './describe-fault.ts'
import type { ConfigurationField } from './list-fields.ts'

const UNSTORABLE =
  'This contains a value that cannot be stored: NUL, an unpaired surrogate, a number that is too large, or more than 100 levels.'

/** Beside `additionalProperties`, which says the same without the name that was entered. */
const UNKNOWN_MEMBER = 'boolean'

/**
 * Everything that is wrong with a value, each as a sentence for a person; empty when nothing is. No sentence repeats the
 * value, which may be a secret.
 */
export function checkField(
  { schema, field }: Omit<ConfigurationField, 'key'>,
  value: unknown,
): readonly string[] {
  // `null` is not a value: it clears a field, and it stands for JSON that could not be parsed.
  if (value === null) return [expectedOf(field)]
  const errors = Errors(schema, value).filter(({ keyword }) => keyword !== UNKNOWN_MEMBER)
  // A value of the wrong type would only fail every rule as well.
  if (errors.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === ''))
    return [expectedOf(field)]
  if (!isStorable(value)) return [UNSTORABLE]
  const entry = field.kind === 'array' ? fieldOf(itemsOf(schema)) : undefined
  const own = entry === undefined ? errors : errors.filter(({ instancePath }) => instancePath === '')
  const entries =
    entry === undefined || !Array.isArray(value)
      ? []
      : value.flatMap((each: unknown, index) =>
          checkField({ schema: itemsOf(schema), field: entry }, each).map((message) =>
            inEntry(index, message),
          ),
        )
  const limits = own.map((error) => describeFault(error, field))
  const rules = (field.rules ?? []).filter(({ must }) => !Check(must, value)).map(({ message }) => message)
  return [...new Set([...entries, ...limits, ...rules])]
}
