import type { Operation, Parameter } from '../operations/operation.ts'

/** Which part of a request an argument of a tool becomes. */
export type Target = { readonly parameter: Parameter } | 'body'

/** The arguments of an operation's tool by name. A name that is taken gets its place in front: `query_id`. */
export function argumentsOf({ parameters, body }: Operation): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  for (const parameter of parameters) {
    const { name } = parameter
    targets.set(targets.has(name) ? `${parameter.in}_${name}` : name, { parameter })
  }
  if (body !== undefined) targets.set(targets.has('body') ? 'request_body' : 'body', 'body')
  return targets
}

/** The name of the argument that continues an answer. */
export const CURSOR = 'cursor'

/** The name of the argument that says how many items a page has. */
export const LIMIT = 'limit'

/** Whether the operation itself answers page by page. */
export function isPaged(operation: Operation): boolean {
  const names = new Set(operation.parameters.map(({ name }) => name))
  return operation.method === 'GET' && names.has(CURSOR) && names.has(LIMIT)
}
