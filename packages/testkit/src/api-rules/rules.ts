import { isDeepStrictEqual } from 'node:util'
import {
  type DescribedApi,
  type Operation,
  operationsOf,
  resolve,
  type Schema,
  schemasIn,
  webhooksOf,
} from './document-parts.ts'

/** One rule of the API. `check` yields a sentence for each place that breaks it. */
export interface ApiRule {
  readonly name: string
  readonly check: (api: DescribedApi) => Iterable<string>
}

const CAMEL = /^[a-z][a-zA-Z0-9]*$/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
const SNAKE = /^[a-z0-9]+(_[a-z0-9]+)*$/

/** Names of the API that were replaced. */
const RETIRED: Readonly<Record<string, string>> = {
  startDate: 'from',
  endDate: 'to',
  start: 'from',
  end: 'to',
  since: 'fromTime, or updatedSince',
  until: 'toTime',
  page: 'cursor',
  offset: 'cursor',
  size: 'limit',
}

/** The first word of an operation after its plugin, for each method. */
const VERBS: Readonly<Record<string, RegExp>> = {
  get: /^(?:List|Get|Export|Explain|Follow|Complete|Search|Summarize|Fill)/,
  put: /^(?:Replace|Set)/,
  patch: /^Update/,
  delete: /^(?:Delete|Clear|Disconnect)/,
  post: /^(?!List|Get|Update|Replace|Delete)[A-Z]/,
}

const PLAIN_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'null'])

/** The maximum of items per page of any list. */
const MAX_LIMIT = 500

function* eachProperty(api: DescribedApi): Generator<readonly [at: string, name: string, schema: Schema]> {
  for (const [at, { properties, type }] of schemasIn(api, '')) {
    if (properties === undefined || (type !== undefined && type !== 'object')) continue
    for (const [name, schema] of Object.entries(properties)) yield [at, name, schema]
  }
}

function queryOf({ parameters }: Operation) {
  return parameters.filter((parameter) => parameter.in === 'query')
}

/** The schemas of successful JSON answers. */
function* answersOf(api: DescribedApi, operation: Operation): Generator<readonly [status: string, Schema]> {
  for (const [status, { content }] of Object.entries(operation.responses)) {
    const schema = content?.['application/json']?.schema
    if (status.startsWith('2') && schema !== undefined) yield [status, resolve(api, schema)]
  }
}

/** The rules that the merged document of every release keeps; explained in the README of `@tributary/core`. */
export const API_RULES: readonly ApiRule[] = [
  {
    name: 'names',
    *check(api) {
      for (const [at, name] of eachProperty(api)) {
        if (!CAMEL.test(name) && !KEBAB.test(name)) yield `${at} has the member "${name}": use camelCase`
        if (Object.hasOwn(RETIRED, name)) yield `${at} has the member "${name}": use ${RETIRED[name]}`
      }
      for (const operation of operationsOf(api)) {
        for (const { name } of operation.parameters.filter((each) => each.in !== 'header')) {
          if (!CAMEL.test(name)) yield `${operation.at} has the parameter "${name}": use camelCase`
          if (Object.hasOwn(RETIRED, name))
            yield `${operation.at} has the parameter "${name}": use ${RETIRED[name]}`
        }
        const segments = operation.path
          .replace(/\.json$/, '')
          .split('/')
          .slice(1)
        for (const segment of segments.filter((each) => !/^\{\w+\}$|^_kernel$|\{plugin\}/.test(each)))
          if (segment !== '' && !KEBAB.test(segment))
            yield `${operation.at} has the segment "${segment}": use kebab-case`
      }
    },
  },
  {
    name: 'references',
    *check(api) {
      for (const operation of operationsOf(api))
        for (const { name, schema } of queryOf(operation))
          if (schema['format'] === 'uuid' && !name.endsWith('Id'))
            yield `${operation.at} filters by the id "${name}": call it "${name}Id"`
    },
  },
  {
    name: 'lists',
    *check(api) {
      for (const operation of operationsOf(api)) {
        const query = queryOf(operation)
        const limit = query.find(({ name }) => name === 'limit')
        const isList = [...answersOf(api, operation)].length > 0
        if (isList && query.some(({ name }) => name === 'cursor') && limit === undefined)
          yield `${operation.at} takes a cursor and no limit`
        if (limit !== undefined && (limit.schema.maximum !== MAX_LIMIT || limit.schema.minimum !== 1))
          yield `${operation.at} has a limit from ${limit.schema.minimum} to ${limit.schema.maximum}: use pageParameters`
        if (operation.method !== 'get') continue
        for (const [, schema] of answersOf(api, operation)) {
          if (schema.type === 'array') yield `${operation.at} answers with a bare list: use listOf`
          const { items, nextCursor } = schema.properties ?? {}
          if (items !== undefined && nextCursor === undefined)
            yield `${operation.at} has items and no nextCursor: use listOf`
          if (isCalledList(operation) && items === undefined)
            yield `${operation.at} is called a list and has no items: use listOf`
        }
      }
      for (const [at, name, schema] of eachProperty(api)) {
        if (name === 'items' && resolve(api, schema).type !== 'array')
          yield `${at} has a member "items" that is no list`
        if (name === 'nextCursor' && at.includes('/components/') && !isText(schema))
          yield `${at} has a nextCursor that is not text`
      }
    },
  },
  {
    name: 'enums',
    *check(api) {
      for (const [at, schema] of schemasIn(api, '')) {
        const values = schema.enum
        if (!Array.isArray(values)) continue
        if (schema.type === undefined) yield `${at} is an enum without a type`
        for (const value of values)
          if (typeof value === 'string' && /[a-z]/i.test(value) && !SNAKE.test(value))
            yield `${at} has the value "${value}": use snake_case`
      }
    },
  },
  {
    name: 'operation ids',
    *check(api) {
      for (const { at, method, plugin, operationId } of [...operationsOf(api), ...webhooksOf(api)]) {
        const prefix = camelOf(plugin)
        const rest = operationId.slice(prefix.length)
        if (!operationId.startsWith(prefix) || !/^[A-Z]/.test(rest))
          yield `${at} is called "${operationId}": begin with "${prefix}"`
        else if (!VERBS[method]?.test(rest))
          yield `${at} is called "${operationId}": begin with a verb for ${method.toUpperCase()}`
      }
    },
  },
  {
    name: 'descriptions',
    *check(api) {
      for (const { at, summary, description, responses } of [...operationsOf(api), ...webhooksOf(api)]) {
        if (!summary) yield `${at} has no summary`
        if (!description) yield `${at} has no description`
        for (const [status, response] of Object.entries(responses))
          if (!response.description || response.description === 'Default Response')
            yield `${at} does not describe its response ${status}`
      }
    },
  },
  {
    name: 'statuses',
    *check(api) {
      for (const { at, method, path, responses } of operationsOf(api)) {
        for (const status of ['201', '202'])
          if (responses[status] !== undefined && responses[status].headers?.['Location'] === undefined)
            yield `${at} answers ${status} without the header Location`
        const ok = Object.keys(responses).filter((status) => status.startsWith('2'))
        if (method === 'delete' && !isDeepStrictEqual(ok, ['204']))
          yield `${at} answers ${ok.join(', ')}: DELETE answers 204`
        if ((method === 'patch' || method === 'put') && !ok.includes('200'))
          yield `${at} answers ${ok.join(', ')}: ${method.toUpperCase()} answers 200 with the resource`
        if (method === 'patch' && api.paths[path]?.['get'] === undefined) yield `${at} has no GET beside it`
      }
    },
  },
  {
    name: 'components',
    *check(api) {
      for (const [name, schema] of Object.entries(api.components.schemas) as [string, Schema][])
        if (PLAIN_TYPES.has(String(schema.type)) && schema.enum === undefined)
          yield `${name} is a plain ${String(schema.type)}: write it where it is used`
      const titled = new Map<unknown, string>()
      for (const [name, { title }] of Object.entries(api.components.schemas) as [string, Schema][]) {
        if (title !== undefined && titled.has(title))
          yield `${name} has the title of ${titled.get(title)}: generated types would be numbered`
        titled.set(title, name)
      }
    },
  },
  {
    name: 'webhooks',
    *check(api) {
      for (const { at, method, path, body } of webhooksOf(api)) {
        if (method !== 'post') yield `${at} is not a POST`
        const media = body['application/json']
        const { properties } = resolve(api, media?.schema ?? {})
        if (media?.schema?.$ref === undefined) yield `${at} has no component as its body`
        if (properties?.['type']?.['const'] !== path) yield `${at} has a body whose type is not "${path}"`
      }
    },
  },
  {
    name: 'owners',
    *check(api) {
      const owners = new Map<string, string>()
      for (const [name, schema] of Object.entries(api.components.schemas)) {
        const text = JSON.stringify(schema)
        const owner = owners.get(text)
        if (owner !== undefined) yield `${name} is equal to ${owner}: refer to that`
        owners.set(text, owner ?? name)
      }
    },
  },
]

function isCalledList({ operationId, plugin }: Operation): boolean {
  return operationId.slice(camelOf(plugin).length).startsWith('List')
}

/** The prefix of operation ids: `line-notes` is `lineNotes`. */
function camelOf(plugin: string): string {
  return plugin.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Text, or null at the end of a list. */
function isText(schema: Schema): boolean {
  const types = [schema.type, ...((schema['anyOf'] ?? []) as Schema[]).map(({ type }) => type)].flat()
  return types.includes('string')
}
