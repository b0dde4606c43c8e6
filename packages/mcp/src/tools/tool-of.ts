import { isReading, type JsonSchema, type Operation } from '../operations/operation.ts'
import { argumentsOf, CURSOR, LIMIT, type Target } from './argument-names.ts'
import { loosenSchema } from './loosen-schema.ts'

type ObjectSchema = JsonSchema & { readonly type: 'object' }

/** A tool as the protocol lists it. */
export interface OperationTool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  readonly outputSchema?: ObjectSchema
  readonly annotations: {
    readonly title: string
    readonly readOnlyHint: boolean
    readonly destructiveHint?: boolean
    readonly idempotentHint?: boolean
    readonly openWorldHint: false
  }
}

/** Makes the tool of an operation. */
export function toolOf(operation: Operation): OperationTool {
  const { operationId, summary, description, method } = operation
  const outputSchema = outputSchemaOf(operation)
  return {
    name: operationId,
    title: summary,
    description: [summary, description].filter((text) => text !== undefined).join('\n\n'),
    inputSchema: inputSchemaOf(operation),
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations: {
      title: summary,
      readOnlyHint: isReading(operation),
      ...(isReading(operation)
        ? {}
        : {
            destructiveHint: method === 'DELETE' || method === 'PUT',
            idempotentHint: method === 'DELETE' || method === 'PUT',
          }),
      openWorldHint: false,
    },
  }
}

const CURSOR_SCHEMA = {
  type: 'string',
  description:
    'Continues an earlier answer: its `nextCursor`, or a `cursor` of its `answerCut`. The other arguments stay the same.',
}

function inputSchemaOf(operation: Operation): ObjectSchema {
  const targets = argumentsOf(operation)
  const properties = Object.fromEntries(
    [...targets].map(([name, target]) => [name, argumentSchema(operation, target)]),
  )
  const required = [...targets].filter(([, target]) => isRequired(operation, target)).map(([name]) => name)
  return {
    type: 'object',
    // Any answer may be cut, so any can be continued; not one that would be acted on once more.
    properties: isReading(operation) ? { ...properties, [CURSOR]: CURSOR_SCHEMA } : properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
}

function isRequired({ body }: Operation, target: Target): boolean {
  return target === 'body' ? body?.required === true : target.parameter.required
}

function argumentSchema({ body }: Operation, target: Target): JsonSchema {
  if (target === 'body') return body?.schema ?? {}
  const { name, schema, description } = target.parameter
  const limit = name === LIMIT ? 'At most; an answer that would be too long has fewer.' : undefined
  const text = [description ?? schema['description'], limit]
    .filter((each) => typeof each === 'string')
    .join(' ')
  return { ...schema, ...(text === '' ? {} : { description: text }) }
}

/** What answers say of parts that they leave out. The instructions of the server explain it. */
const LEFT_OUT = {
  answerCut: {
    type: 'object',
    properties: {
      note: { type: 'string' },
      parts: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            path: { type: 'string', description: 'JSON pointer.' },
            answered: { type: 'integer' },
            of: { type: 'integer' },
            unit: { type: 'string' },
            cursor: { type: 'string' },
          },
        },
      },
    },
  },
  answerWithheld: {
    type: 'object',
    properties: { integrations: { type: 'array', items: { type: 'string' } }, note: { type: 'string' } },
  },
} as const

/** Only for an answer that is one kind of object: the protocol knows nothing else. */
function outputSchemaOf({ answers }: Operation): ObjectSchema | undefined {
  const [answer, ...others] = answers
  if (answer?.['type'] !== 'object' || others.length > 0) return undefined
  const loose = loosenSchema(answer) as JsonSchema
  return {
    ...loose,
    type: 'object',
    properties: { ...(loose['properties'] as object | undefined), ...LEFT_OUT },
  }
}
