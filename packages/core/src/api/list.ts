import { type TSchema, Type } from 'typebox'

/** The most items that one page of any list has. */
export const MAX_LIMIT = 500

/** What a page has when the request does not say. */
export const DEFAULT_LIMIT = 50

const NextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'The `cursor` of the next page; null on the last page.',
})

/**
 * The query parameters of every list that has pages.
 *
 * @example
 * querystring: Type.Object({ integration: Type.Optional(IntegrationName), ...pageParameters })
 */
export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
      description: `How many items a page has at most. Default ${DEFAULT_LIMIT}.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2048,
      description:
        'The `nextCursor` of the page before. It belongs to the same filters and order: with others it is refused.',
    }),
  ),
}

/** The direction of a list that can be turned round, with the one it has without the parameter. */
export function orderParameter(byDefault: 'asc' | 'desc', by: string) {
  return Type.Optional(
    Type.Enum(['asc', 'desc'], {
      type: 'string',
      default: byDefault,
      description: `By ${by}, ascending or descending. Default \`${byDefault}\`.`,
    }),
  )
}

/**
 * The one envelope of all lists: `{ items, nextCursor }`. A list without pages has `nextCursor: null`.
 *
 * @example
 * response: { 200: listOf(ImportJob, 'ImportJobList') }
 */
export function listOf<T extends TSchema>(item: T, title: string) {
  const { examples = [] } = item as { readonly examples?: readonly unknown[] }
  const example = { items: examples.slice(0, 1), nextCursor: null }
  const description = 'A page of the list.'
  return Type.Object(
    { items: Type.Array(item), nextCursor: NextCursor },
    { title, description, examples: [example] },
  )
}
