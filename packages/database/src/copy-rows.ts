import {
  type Expression,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  sql,
  ValueListNode,
  ValueNode,
} from 'kysely'
import { arrayLiteral } from './array-literal.ts'

const FORMATS = { binary: 'format binary', csv: 'format csv, header' } as const

/**
 * What PostgreSQL sends for `copy (<query>) to stdout`: a `Buffer` for each row, after the header, which is a `Buffer` of its own in `csv` and the beginning of
 * the first one in `binary`.
 *
 * A copy takes no parameters, so the values of the query are in its text: the log of PostgreSQL shows them if the statement fails, and `pg_stat_statements` has
 * an entry for each set of them.
 *
 * Throws `TypeError` for a connection that was not prepared (`receiveCopies`), and for values that no parameter has either: objects, and texts with a NUL.
 */
export async function copyRows<DB>(
  db: Kysely<DB>,
  query: Expression<unknown>,
  format: keyof typeof FORMATS,
): Promise<readonly Buffer[]> {
  const copy = sql<Buffer>`copy (${query}) to stdout (${sql.raw(FORMATS[format])})`
  const { rows } = await copy.execute(db.withPlugin(valuesAsLiterals))
  // A copy of no rows has its header.
  if (rows.length === 0) throw new TypeError('This connection does not receive copies.')
  return rows
}

/** Writes values as literals. Kysely doubles the quotes in a text, which is enough since each session sets `standard_conforming_strings`. */
class LiteralTransformer extends OperationNodeTransformer {
  protected override transformValue({ value }: ValueNode): ValueNode {
    return literal(value)
  }

  /** The values of `in (…)`, which are not value nodes. The SQL of both kinds of list is the same. */
  protected override transformPrimitiveValueList({ values }: PrimitiveValueListNode): PrimitiveValueListNode {
    return ValueListNode.create(values.map(literal)) as unknown as PrimitiveValueListNode
  }
}

function literal(value: unknown): ValueNode {
  const text = textOf(value)
  if (text?.includes('\0')) throw new TypeError('A copy has no text with a NUL.')
  return ValueNode.createImmediate(text)
}

/** As the driver sends a parameter: a text without a type, or null. A bare -1 would begin a comment after another minus. */
function textOf(value: unknown): string | null {
  return Array.isArray(value) ? arrayLiteral(value.map(scalarText)) : scalarText(value)
}

function scalarText(value: unknown): string | null {
  if (value instanceof Date) return value.toISOString()
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  throw new TypeError(`A copy has no values of the type ${typeof value}.`)
}

const transformer = new LiteralTransformer()

const valuesAsLiterals: KyselyPlugin = {
  transformQuery: ({ node }) => transformer.transformNode(node),
  transformResult: async ({ result }) => result,
}
