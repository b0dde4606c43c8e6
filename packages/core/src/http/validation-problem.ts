import type { FastifyError, FastifySchema } from 'fastify'
import { ProblemError } from '../problem.ts'
import { FORMAT_WORDS } from './formats.ts'
import { httpErrors } from './http-errors.ts'

type Failure = NonNullable<FastifyError['validation']>[number]

type ValidationError = FastifyError & { readonly validation: Failure[] }

export function isValidationError(error: Error): error is ValidationError {
  return 'validation' in error && Array.isArray(error.validation)
}

/** The problem for a request that fails validation. */
export function validationProblem(error: ValidationError, schema: FastifySchema): ProblemError {
  const { validation, validationContext: part } = error
  const ofPart = part === undefined ? undefined : schema[part as keyof FastifySchema]
  const forms = validation.map((failure) => formAsked(failure, ofPart))
  const [failure] = validation
  const said = forms[0] === undefined ? error.message : `${part}${failure?.instancePath} ${forms[0]}`
  return new ProblemError(httpErrors.KERNEL_VALIDATION, {
    detail: `${said}${validation.map(culprit).join('')}`,
    cause: error,
    extensions: {
      errors: validation.map((each, index) => ({
        in: part,
        path: each.instancePath,
        message: forms[index] ?? each.message,
        ...(each.keyword === 'additionalProperties' ? { property: each.params['additionalProperty'] } : {}),
      })),
    },
  })
}

/** What the validator's message leaves out: the property, and the allowed values. */
function culprit({ keyword, params }: Failure): string {
  if (keyword === 'additionalProperties') return `: "${String(params['additionalProperty'])}"`
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    return `: ${params['allowedValues'].join(', ')}`
  }
  return ''
}

/** Replaces a pattern or format name by the description and example of the schema, where present. */
function formAsked({ keyword, schemaPath, params }: Failure, schema: unknown): string | undefined {
  if (keyword === 'format') {
    const words = FORMAT_WORDS[String(params['format'])]
    return words === undefined ? undefined : `must be ${words}`
  }
  if (keyword !== 'pattern') return undefined
  const { examples, description } = parentOf(schemaPath, schema)
  const example = Array.isArray(examples) ? `, like ${JSON.stringify(examples[0])}` : ''
  const words = typeof description === 'string' ? `: ${description}` : ''
  return example === '' && words === '' ? undefined : `has the wrong format${example}${words}`
}

/** The schema that holds the keyword at `#/properties/email/pattern`. */
function parentOf(path: string, schema: unknown): Readonly<Record<string, unknown>> {
  const steps = path
    .split('/')
    .slice(1, -1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
  let found = schema
  for (const step of steps) found = membersOf(found)[step]
  return membersOf(found)
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
