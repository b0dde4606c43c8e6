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
 * What PostgreSQL sends for `copy (<query>) to stdout`: a `Buffer` for each row. A copy takes no parameters, so the values of the query are written into its
 * text, and `pg_stat_statements` has a statement for each set of values. In `csv` the first is the
 * header, in `binary` it begins with one.
 *
 * Throws `TypeError` for a connection that was not prepared (`receiveCopies`).
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

/** The session's `standard_conforming_strings` makes Kysely's quotes sufficient. */
class LiteralTransformer extends OperationNodeTransformer {
  protected override transformValue({ value }: ValueNode): ValueNode {
    return literal(value)
  }

  /** The values of `in`. The two kinds of list are written alike. */
  protected override transformPrimitiveValueList({ values }: PrimitiveValueListNode): PrimitiveValueListNode {
    return ValueListNode.create(values.map(literal)) as unknown as PrimitiveValueListNode
  }
}

function literal(value: unknown): ValueNode {
  return ValueNode.createImmediate(Array.isArray(value) ? arrayLiteral(value) : value)
}

const transformer = new LiteralTransformer()

const valuesAsLiterals: KyselyPlugin = {
  transformQuery: ({ node }) => transformer.transformNode(node),
  transformResult: async ({ result }) => result,
}
