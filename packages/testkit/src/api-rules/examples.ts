import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { type Content, type DescribedApi, operationsOf, type Schema, webhooksOf } from './document-parts.ts'
import type { ApiRule } from './rules.ts'

/** Every schema, body and required parameter has an example, and every example is valid. */
export const EXAMPLES: ApiRule = {
  name: 'examples',
  *check(api) {
    const mistakeOf = validator(api)
    for (const [name, schema] of Object.entries(api.components.schemas) as [string, Schema][]) {
      const reference = `#/components/schemas/${name}`
      if (schema.examples === undefined && schema.type === 'object') yield `${name} has no example`
      for (const example of schema.examples ?? []) {
        const mistake = mistakeOf({ $ref: reference }, example)
        if (mistake !== undefined) yield `the example of ${name} ${mistake}`
      }
    }
    for (const { at, parameters, body } of [...operationsOf(api), ...webhooksOf(api)]) {
      for (const { name, required, schema, example = schema.examples?.[0] ?? schema.default } of parameters) {
        if (required === true && example === undefined)
          yield `${at} has no example of its parameter "${name}"`
        const mistake = example === undefined ? undefined : mistakeOf(schema, example)
        if (mistake !== undefined) yield `the example of "${name}" of ${at} ${mistake}`
      }
      const json = body['application/json']
      if (json !== undefined) yield* bodyMistakes(api, json, { at, mistakeOf })
    }
  },
}

type MistakeOf = ReturnType<typeof validator>

function* bodyMistakes(
  api: DescribedApi,
  { schema = {}, example }: Content,
  { at, mistakeOf }: { readonly at: string; readonly mistakeOf: MistakeOf },
): Generator<string> {
  const name = schema.$ref?.split('/').at(-1)
  const described = name === undefined ? schema : ((api.components.schemas[name] ?? {}) as Schema)
  const given = example ?? described.examples?.[0]
  if (given === undefined) {
    yield `${at} has no example of its body`
    return
  }
  const mistake = mistakeOf(schema, given)
  if (mistake !== undefined) yield `the example of the body of ${at} ${mistake}`
}

/** The errors of a value by a schema of the document; `undefined` if it is valid. */
function validator(api: DescribedApi) {
  // Schemas also have keywords of forms, which are not in JSON Schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', components: api.components })
  return (schema: Schema, value: unknown): string | undefined => {
    const local = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'),
    ) as object
    if (ajv.validate(local, value)) return undefined
    return `is not valid: ${ajv.errorsText(ajv.errors, { dataVar: 'it' })}`
  }
}
