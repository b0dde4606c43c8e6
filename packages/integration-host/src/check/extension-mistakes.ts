import type { IntegrationDefinition } from '@tributary/integration-kit/host'

const PATH = /^\/[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/
const METHODS = ['GET', 'POST', 'PUT', 'DELETE']
/** The first segments of the standard routes. */
const TAKEN = ['connect', 'callback', 'connections', 'sync', 'import']
const SERVICE = /^[a-z][A-Za-z0-9]*$/

/** What is wrong with what an integration adds to its standard routes. */
export function* extensionMistakes({ name, extend = {} }: IntegrationDefinition): Generator<string> {
  const label = `integration "${name}", extend.`
  const seen = new Set<string>()
  for (const [n, { method, path, summary, response, query, handle }] of (extend.routes ?? []).entries()) {
    const where = `${label}routes[${n}],`
    if (!METHODS.includes(method)) yield `${where} has the method "${method}": use ${METHODS.join(', ')}`
    if (!PATH.test(path)) yield `${where} has the path "${path}": use one like "/search" or "/top/tracks"`
    else if (TAKEN.includes(path.split('/')[1] ?? ''))
      yield `${where} has the path "${path}", which the standard routes take: choose another`
    if (seen.has(`${method} ${path}`)) yield `${where} is ${method} ${path} once more: leave one`
    seen.add(`${method} ${path}`)
    if (typeof summary !== 'string' || summary === '') yield `${where} has no summary: say what it is for`
    if (response === undefined) yield `${where} has no response: give its schema`
    if (typeof handle !== 'function') yield `${where} has no "handle"`
    if (query !== undefined && 'connectionId' in query.properties)
      yield `${where} asks for "connectionId", by which the server chooses the account: choose another name`
  }
  for (const [service, create] of Object.entries(extend.services ?? {})) {
    if (!SERVICE.test(service))
      yield `${label}services has "${service}": use a name in camelCase, like "catalog"`
    if (typeof create !== 'function')
      yield `${label}services.${service} is not a function: write ({ open }) => …`
  }
}
