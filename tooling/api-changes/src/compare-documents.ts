import { apiCompare } from 'api-smart-diff'

/** An OpenAPI 3.1 document. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly [member: string]: unknown
}

/** A difference between two documents that a client could notice. */
export interface ApiChange {
  readonly breaking: boolean
  /** The operation and the change: `GET /api/jobs: query parameter "limit": maximum 500 is 200`. */
  readonly what: string
}

/** The member of an operation that lists the scopes of which an API key needs one. */
const REQUIRED_SCOPES = 'x-required-scopes'

type Diff = ReturnType<typeof apiCompare>['diffs'][number]

/** Members of a schema that are documentation without effect on programs. */
const WORDS = new Set(['description', 'summary', 'title', 'examples', 'example', 'tags', 'default'])

/**
 * The changes of an API from one document to another, by the policy of its version: a client that ignores members and enum values it
 * does not know, and sends only what was documented, goes on working after every change that is not `breaking`.
 */
export function compareDocuments(before: ApiDocument, after: ApiDocument): ApiChange[] {
  const changes = apiCompare(withEvents(before), withEvents(after))
    .diffs.filter(concernsPrograms)
    .map(changeOf)
  const byText = new Map(changes.map((change) => [change.what, change]))
  return [...byText.values()].toSorted((one, other) => Number(other.breaking) - Number(one.breaking))
}

/** What the server sends to webhooks is compared as an answer is: receivers must tolerate unknown members. */
function withEvents(document: ApiDocument): ApiDocument {
  const { webhooks = {}, ...rest } = document
  const events = Object.entries(webhooks as ApiDocument['paths']).map(([name, item]) => {
    const { post } = item as { readonly post?: { readonly requestBody?: { readonly content?: unknown } } }
    const sent = { description: '', content: post?.requestBody?.content ?? {} }
    return [`/webhook ${name}`, { post: { responses: { 200: sent } } }] as const
  })
  return { ...rest, paths: { ...document.paths, ...Object.fromEntries(events) } }
}

/** Components are compared where operations use them: a schema that is only called otherwise is the same API. */
function concernsPrograms({ path }: Diff): boolean {
  if (path[0] !== 'paths') return false
  return !path.some((step) => WORDS.has(String(step)) && !isMemberName(path, step))
}

/** Whether a step of a path is the name of a member, as of one called `title`. */
function isMemberName(path: Diff['path'], step: string | number): boolean {
  return path[path.indexOf(step) - 1] === 'properties'
}

function changeOf(diff: Diff): ApiChange {
  return { breaking: isBreaking(diff), what: describe(diff) }
}

function isBreaking(diff: Diff): boolean {
  const last = diff.path.at(-1)
  // It is the name of a function in generated clients.
  if (last === 'operationId') return true
  if (diff.path.includes(REQUIRED_SCOPES)) return isBreakingScope(diff)
  if (diff.path.includes('headers')) return diff.action === 'remove'
  if (diff.path.includes('responses')) return isBreakingAnswer(diff)
  // The server refuses unknown members of a body.
  if (diff.path.at(-2) === 'properties' && diff.action === 'remove') return true
  return diff.type === 'breaking'
}

/** One of the scopes is enough: a key with one that is no longer listed stops working, and so does one without scopes. */
function isBreakingScope({ action, path }: Diff): boolean {
  return path.at(-1) === REQUIRED_SCOPES ? action === 'add' : action !== 'add'
}

/** The library treats a response like a request if its type, limits or values change, so its classification is inverted. */
function isBreakingAnswer(diff: Diff): boolean {
  const { action, path } = diff
  const last = path.at(-1)
  if (last === 'type') return !isNarrower(diff)
  // Clients must tolerate unknown values and members.
  if (path.at(-2) === 'enum') return false
  if (path.at(-2) === 'required') return action === 'remove'
  if (path.at(-2) === 'properties' || path.at(-2) === 'responses') return action === 'remove'
  if (path.at(-2) === 'content') return action === 'remove'
  return diff.type === 'breaking'
}

/** `['string', 'null']` to `'string'`. */
function isNarrower(diff: Diff): boolean {
  const [before, after] = [valuesOf(diff, 'before'), valuesOf(diff, 'after')]
  return after.length > 0 && after.every((type) => before.includes(type))
}

function valuesOf(diff: Diff, side: 'before' | 'after'): unknown[] {
  const value: unknown = side in diff ? (diff as unknown as Record<string, unknown>)[side] : undefined
  return [value].flat().filter((each) => each !== undefined)
}

function describe(diff: Diff): string {
  const [, path, method, ...rest] = diff.path
  const operation = method === undefined ? String(path) : `${String(method).toUpperCase()} ${String(path)}`
  const place = rest
    .map(String)
    .filter((step) => !NOISE.has(step))
    .join(' › ')
  return [operation, place, actOf(diff)].filter((part) => part !== '').join(': ')
}

const NOISE = new Set(['content', 'application/json', 'schema', 'properties', 'anyOf', 'requestBody'])

function actOf(diff: Diff): string {
  if (diff.action === 'add')
    return isObject(valuesOf(diff, 'after')[0]) ? 'added' : `added ${textOf(diff, 'after')}`
  if (diff.action === 'remove')
    return isObject(valuesOf(diff, 'before')[0]) ? 'removed' : `removed ${textOf(diff, 'before')}`
  return `${textOf(diff, 'before')} became ${textOf(diff, 'after')}`
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function textOf(diff: Diff, side: 'before' | 'after'): string {
  return JSON.stringify(valuesOf(diff, side)).slice(1, -1)
}
