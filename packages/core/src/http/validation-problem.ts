import type { FastifyError, FastifyRequest, FastifySchema } from 'fastify'
import { nearestName } from '../api/nearest-name.ts'
import { ProblemError } from '../problem.ts'
import { findFieldFault } from './field-faults.ts'
import { FORMAT_WORDS } from './formats.ts'
import { httpErrors } from './http-errors.ts'

type Failure = NonNullable<FastifyError['validation']>[number]

type ValidationError = FastifyError & { readonly validation: Failure[] }

/** What is wrong with one value of a request. */
interface Fault {
  readonly in: string
  readonly path: string
  readonly message: string
  readonly property?: string
  readonly known?: readonly string[]
  readonly nearest?: string
  /** Of a field of a form, which people know by it. */
  readonly label?: string
  readonly messages?: readonly string[]
}

type Part = 'params' | 'querystring' | 'headers' | 'body'

/** The parts of a request in the order in which people read them. */
const PARTS: readonly Part[] = ['params', 'querystring', 'headers', 'body']
/** A request with more faults than this was not written for this operation. */
const MOST_FAULTS = 50
/** The sentence for people names these; the list has all. */
const FAULTS_IN_DETAIL = 5

export function isValidationError(error: Error): error is ValidationError {
  return 'validation' in error && Array.isArray(error.validation)
}

/**
 * The problem for a request that fails validation, with the faults of all its parts: Fastify stops at the first part, so the
 * others are validated here.
 */
export function validationProblem(error: ValidationError, request: RequestToExplain): ProblemError {
  const { validation, validationContext: first } = error
  const schema = request.routeOptions.schema ?? {}
  const failures = PARTS.map((part): [Part, readonly Failure[]] => [
    part,
    part === first ? validation : failuresOf(request, part),
  ])
  const faults = failures
    .flatMap(([part, each]) => faultsOf({ part, schema: schema[part], value: request.body }, each))
    .slice(0, MOST_FAULTS)
  return new ProblemError(httpErrors.KERNEL_VALIDATION, {
    detail: faults.length === 0 ? error.message : describeFaults(faults),
    cause: error,
    extensions: { errors: faults },
  })
}

/** What explaining needs of a request. */
export type RequestToExplain = Pick<FastifyRequest, 'params' | 'query' | 'headers' | 'body'> & {
  readonly routeOptions: { readonly schema?: FastifySchema }
  /** Not in a request whose address could not be read. */
  getValidationFunction?(part: Part): (((value: unknown) => unknown) & { errors?: unknown }) | undefined
}

function failuresOf(request: RequestToExplain, part: Part): readonly Failure[] {
  const validate = request.getValidationFunction?.(part)
  if (validate === undefined) return []
  const value = part === 'querystring' ? request.query : request[part]
  if (validate(value ?? null) !== false) return []
  return Array.isArray(validate.errors) ? (validate.errors as Failure[]) : []
}

interface Validated {
  readonly part: Part
  readonly schema: unknown
  readonly value: unknown
}

/** A union fails with the faults of each of its alternatives; what is said of the whole comes last. A field of a form has one fault. */
function faultsOf({ part, schema, value }: Validated, failures: readonly Failure[]): readonly Fault[] {
  const described = new Set<string>()
  return failures.flatMap((failure): Fault[] => {
    const found = part === 'body' ? findFieldFault(failure, schema, value) : undefined
    if (found === undefined) return [faultOf(part, failure, schema)]
    const { path, label, messages } = found
    if (described.has(path)) return []
    described.add(path)
    return [{ in: part, path, message: `${label}: ${messages.join(' ')}`, label, messages }]
  })
}

function faultOf(part: Part, failure: Failure, schema: unknown): Fault {
  const { keyword, instancePath: path, params, message = 'is invalid' } = failure
  if (keyword === 'additionalProperties') return unknownFault(part, failure, schema)
  if (keyword === 'enum' && Array.isArray(params['allowedValues']))
    return { in: part, path, message: `${message}: ${params['allowedValues'].join(', ')}` }
  return { in: part, path, message: formAsked(failure, schema) ?? message }
}

/** Names the known properties and the nearest of them. */
function unknownFault(
  part: Part,
  { instancePath: path, params, schemaPath }: Failure,
  schema: unknown,
): Fault {
  const property = String(params['additionalProperty'])
  const known = Object.keys(membersOf(parentOf(schemaPath, schema)['properties']))
  const nearest = nearestName(property, known)
  const what = part === 'querystring' ? 'parameter' : 'member'
  const guess = nearest === undefined ? '' : `: did you mean "${nearest}"?`
  const list = known.length === 0 ? `There are no ${what}s.` : `Known: ${known.join(', ')}.`
  const message = `has no ${what} "${property}"${guess === '' ? '.' : guess} ${list}`
  return { in: part, path, message, property, known, ...(nearest === undefined ? {} : { nearest }) }
}

function describeFaults(faults: readonly Fault[]): string {
  const shown = faults
    .slice(0, FAULTS_IN_DETAIL)
    .map(({ in: part, path, message, label }) =>
      label === undefined ? `${part}${path} ${message}` : message,
    )
  const more = faults.length - shown.length
  return `${shown.join('; ')}${more === 0 ? '' : `; and ${more} more`}`
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
