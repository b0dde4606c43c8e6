import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import traverse from 'json-schema-traverse'

type Members = Readonly<Record<string, unknown>>

/** The schemas that routes may refer to by their `$id`. */
export type SharedSchemas = Members

/** Knows JSON Schema's own schema, keywords and formats. It keeps none of the schemas that it checks. */
const ajv = new Ajv({ strict: false })
addFormats.default(ajv)

export interface SchemaChecks {
  readonly shared: SharedSchemas
  /** Whether data is validated: then unknown keywords and formats are refused, too. */
  readonly validates: boolean
}

/**
 * Makes a function that refuses a schema that cannot be compiled, without compiling it: what is no JSON Schema, a reference to nothing, and, where
 * data is validated, unknown keywords and formats, which are spelling mistakes. It checks each schema once. Code is only generated for what is called,
 * see `compileSchemas`.
 *
 * @throws Error that says what is wrong
 */
export function schemaCheck({ shared, validates }: SchemaChecks): (schema: object) => void {
  const good = new WeakSet()
  const check = (schema: object): void => {
    if (good.has(schema)) return
    // Before: it may refer to itself.
    good.add(schema)
    try {
      checkParts(schema)
    } catch (error) {
      good.delete(schema)
      throw error
    }
  }
  const checkParts = (schema: object): void => {
    if (ajv.validateSchema(schema) !== true)
      throw new Error(`schema is invalid: ${ajv.errorsText(ajv.errors)}`)
    const ids = idsIn(schema)
    traverse(schema, (part: Members) => {
      if (validates) checkWords(part)
      const { $ref } = part
      if (typeof $ref !== 'string') return
      const other = findReferred($ref, { root: schema, ids, shared })
      if (other === undefined) throw new Error(`can't resolve reference ${$ref}`)
      check(other)
    })
  }
  return check
}

function checkWords(part: Members): void {
  for (const [keyword, value] of Object.entries(part)) {
    if (!(keyword in ajv.RULES.keywords)) throw new Error(`unknown keyword: "${keyword}"`)
    if (keyword === 'format' && typeof value === 'string' && !(value in ajv.formats))
      throw new Error(`unknown format "${value}"`)
    // Throws a SyntaxError.
    if (keyword === 'pattern' && typeof value === 'string') RegExp(value, 'u')
  }
}

function idsIn(schema: object): ReadonlyMap<string, object> {
  const ids = new Map<string, object>()
  traverse(schema, (part: Members) => {
    if (typeof part['$id'] === 'string') ids.set(part['$id'], part)
  })
  return ids
}

interface Scope {
  readonly root: object
  /** The parts of `root` with an `$id`. */
  readonly ids: ReadonlyMap<string, object>
  readonly shared: SharedSchemas
}

function findReferred(reference: string, { root, ids, shared }: Scope): object | undefined {
  const [id = '', pointer = ''] = reference.split('#')
  const base = id === '' ? root : (ids.get(id) ?? shared[id])
  const steps = pointer.split('/').slice(1).map(unescapeStep)
  const found = steps.reduce<unknown>((value, step) => (isMembers(value) ? value[step] : undefined), base)
  return isMembers(found) ? found : undefined
}

/** RFC 6901, section 4, in a URI fragment. */
function unescapeStep(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null
}
