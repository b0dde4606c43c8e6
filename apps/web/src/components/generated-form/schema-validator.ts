import type { Schema } from '@cfworker/json-schema'
import {
  type ErrorSchema,
  ErrorSchemaBuilder,
  type RJSFSchema,
  type RJSFValidationError,
  type ValidatorType,
} from '@rjsf/utils'
import { type Fault, findFaults } from './find-faults.ts'

/** The validator of a form. `sentence` says what a person does about a fault. */
export function schemaValidator(sentence: (fault: Fault) => string): ValidatorType {
  const faultsOf = (schema: RJSFSchema, values: unknown) => findFaults(schema as Schema, values ?? {})
  return {
    validateFormData(values, schema) {
      const faults = faultsOf(schema, values)
      return { errors: faults.map((fault) => errorOf(fault, sentence)), errorSchema: build(faults, sentence) }
    },
    // The schema is a part of the root, whose definitions it may name.
    isValid: (schema, values, root) => findFaults(within(schema, root), values).length === 0,
    rawValidation: (schema, values) => ({ errors: faultsOf(schema, values) as never[] }),
  }
}

/** The errors of a form, each at its field. */
export function errorsAt(
  faults: readonly { readonly path: readonly string[]; readonly message: string }[],
): ErrorSchema {
  const builder = new ErrorSchemaBuilder()
  for (const { path, message } of faults) builder.addErrors(message, [...path])
  return builder.ErrorSchema
}

function build(faults: readonly Fault[], sentence: (fault: Fault) => string): ErrorSchema {
  return errorsAt(faults.map((fault) => ({ path: fault.path, message: sentence(fault) })))
}

function errorOf(fault: Fault, sentence: (fault: Fault) => string): RJSFValidationError {
  const message = sentence(fault)
  // Read by `focusOnFirstError`, which finds the field by its path.
  const property = fault.path.map((segment) => `.${segment}`).join('')
  return { name: fault.keyword, property, message, stack: message, params: {} }
}

function within(schema: RJSFSchema, root: RJSFSchema): Schema {
  const { $defs } = root
  return ($defs === undefined ? schema : { $defs, ...schema }) as Schema
}
