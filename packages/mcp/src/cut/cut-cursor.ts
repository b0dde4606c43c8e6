import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'

/** No cursor of an operation begins so: they are base64url. */
const MARK = 'cut.'

const Content = Type.Object({
  /** Where the part is that is continued. */
  path: Type.Array(Type.Union([Type.String(), Type.Integer()]), { maxItems: 100 }),
  from: Type.Integer({ minimum: 0 }),
  /** The arguments that the answer was made with and a caller does not repeat. */
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer()),
  /** Of the other arguments. */
  call: Type.String(),
})

/** Where to continue an answer that was cut. */
export type CutCursor = Static<typeof Content>

export function writeCutCursor(cursor: CutCursor): string {
  return MARK + Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

/** Whether a cursor is one of this package and not of an operation. */
export function isCutCursor(cursor: unknown): cursor is string {
  return typeof cursor === 'string' && cursor.startsWith(MARK)
}

/** `undefined` for one that was not written here. */
export function readCutCursor(text: string): CutCursor | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(text.slice(MARK.length), 'base64url').toString())
    return Check(Content, content) ? content : undefined
  } catch {
    return undefined
  }
}

/** Identifies a call: a cursor continues the same one. */
export function digestOf(tool: string, args: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(args).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([tool, sorted]))
    .digest('base64url')
    .slice(0, 12)
}
