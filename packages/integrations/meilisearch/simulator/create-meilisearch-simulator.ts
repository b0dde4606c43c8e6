import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { matches, readFilter, type StoredDocument } from './search-documents.ts'

/** What the next requests are answered with instead, health excepted. */
export interface MeilisearchFault {
  readonly status: number
  readonly code: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default 1. */
  readonly times?: number
}

/** A Meilisearch 1.x with a key for one index. */
export interface MeilisearchSimulator {
  readonly url: string
  /** Has the rights that the README names. */
  readonly apiKey: string
  /** May search alone. */
  readonly searchKey: string
  documents(): readonly StoredDocument[]
  /** The types of tasks, the oldest first. */
  tasks(): readonly string[]
  /** The filters of searches, the oldest first. */
  filters(): readonly string[]
  inject(fault: MeilisearchFault): void
  /** The next tasks fail with this code. */
  failTasks(code: string, times?: number): void
  /** From now on tasks stay in the queue, or go on. */
  holdTasks(isHeld: boolean): void
  /** Larger requests are refused. */
  limitBytes(bytes: number): void
  /** The index is deleted, as by its administrator. */
  deleteIndex(): void
  hang(): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

interface Index {
  primaryKey: string | undefined
  settings: { searchableAttributes: string[]; filterableAttributes: string[]; maxTotalHits: number }
  readonly documents: Map<string, StoredDocument>
}

interface Task {
  readonly type: string
  readonly run: () => void
  looks: number
  status: 'enqueued' | 'processing' | 'succeeded' | 'failed'
  error: object | null
}

/** Failed with a code of Meilisearch. */
class Refusal extends Error {
  readonly code: string
  readonly status: number
  constructor(status: number, code: string, message = `the simulator answers ${code}`) {
    super(message)
    this.status = status
    this.code = code
  }
}

const API_KEY = 'simulated-meilisearch-key'
const SEARCH_KEY = 'simulated-meilisearch-search-key'
/** A task is seen waiting and working before it has ended: what is written is not found before. */
const LOOKS = 2

/**
 * Starts a simulated Meilisearch: keys with their actions, indexes, settings, documents and tasks behave as its documentation describes
 * (https://www.meilisearch.com/docs/reference, read in November 2026). Tasks are worked off in their order, and only while they are looked at, so that an
 * implementation that does not wait for them finds nothing.
 *
 * @example
 * await using simulator = await createMeilisearchSimulator()
 * simulator.documents()
 */
export async function createMeilisearchSimulator(): Promise<MeilisearchSimulator> {
  const indexes = new Map<string, Index>()
  const tasks: Task[] = []
  const filters: string[] = []
  const faults: { fault: MeilisearchFault; left: number }[] = []
  const failures: string[] = []
  let mostBytes = Number.POSITIVE_INFINITY
  let isHanging = false
  let areHeld = false

  const enqueue = (indexUid: string, type: string, run: () => void) => {
    tasks.push({ type, run, looks: 0, status: 'enqueued', error: null })
    return {
      taskUid: tasks.length - 1,
      indexUid,
      status: 'enqueued',
      type,
      enqueuedAt: new Date().toISOString(),
    }
  }
  const work = (task: Task) => {
    const failure = failures.shift()
    try {
      if (failure !== undefined) throw new Refusal(500, failure)
      task.run()
      task.status = 'succeeded'
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      task.status = 'failed'
      task.error = problemOf(error)
    }
  }
  const look = (task: Task) => {
    task.looks += 1
    if (areHeld || task.looks < LOOKS) {
      if (task.status === 'enqueued' && !areHeld) task.status = 'processing'
      return
    }
    for (const each of tasks.slice(0, tasks.indexOf(task) + 1))
      if (each.status === 'enqueued' || each.status === 'processing') work(each)
  }
  const indexOf = (uid: string): Index => {
    const index = indexes.get(uid)
    if (index === undefined) throw new Refusal(404, 'index_not_found', `Index \`${uid}\` not found.`)
    return index
  }
  const make = (uid: string, primaryKey?: string): Index => {
    const index: Index = {
      primaryKey,
      settings: { searchableAttributes: ['*'], filterableAttributes: [], maxTotalHits: 1_000 },
      documents: new Map(),
    }
    indexes.set(uid, index)
    return index
  }

  const route = (method: string, path: string, body: unknown): readonly [number, unknown] => {
    const [, first = '', uid = '', ...rest] = path.split('/')
    const what = `${method} ${[first, ...(first === 'indexes' && uid !== '' ? [':uid', ...rest] : first === 'tasks' ? [':uid'] : [])].join('/')}`
    const json = body as Record<string, never>
    switch (what) {
      case 'GET tasks/:uid': {
        const task = tasks[Number(uid)]
        if (task === undefined) throw new Refusal(404, 'task_not_found')
        look(task)
        return [200, { uid: Number(uid), status: task.status, type: task.type, error: task.error }]
      }
      case 'POST indexes': {
        const name = String(json['uid'])
        if (!/^[A-Za-z0-9_-]{1,400}$/.test(name)) throw new Refusal(400, 'invalid_index_uid')
        const create = () => {
          if (indexes.has(name)) throw new Refusal(409, 'index_already_exists')
          make(name, json['primaryKey'])
        }
        return [202, enqueue(name, 'indexCreation', create)]
      }
      case 'PATCH indexes/:uid/settings':
        return [
          202,
          enqueue(uid, 'settingsUpdate', () => {
            const { settings } = indexes.get(uid) ?? make(uid)
            const { pagination, ...lists } = json as { pagination?: { maxTotalHits: number } }
            Object.assign(settings, lists, pagination)
          }),
        ]
      case 'POST indexes/:uid/documents':
        return [202, enqueue(uid, 'documentAdditionOrUpdate', () => add(indexes.get(uid) ?? make(uid), body))]
      case 'POST indexes/:uid/documents/delete':
        return [
          202,
          enqueue(uid, 'documentDeletion', () => removeWhere(indexOf(uid), String(json['filter']))),
        ]
      case 'POST indexes/:uid/search':
        filters.push(String(json['filter']))
        return [200, search(indexOf(uid), json)]
      default:
        throw new Refusal(404, 'not_found')
    }
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = await bodyOf(request)
    if (isHanging) return
    const send = (status: number, content: unknown, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(content))
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const method = request.method ?? 'GET'
    if (pathname === '/health') return send(200, { status: 'available' })
    const next = faults.find(({ left }) => left > 0)
    if (next !== undefined) {
      next.left -= 1
      const { status, code, headers } = next.fault
      return send(status, problemOf(new Refusal(status, code)), headers)
    }
    try {
      checkKey(request.headers.authorization, pathname)
      if (sent.length > mostBytes) throw new Refusal(413, 'payload_too_large')
      return send(...route(method, pathname, method === 'GET' ? undefined : parsed(sent)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return send(error.status, problemOf(error))
    }
  }

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: API_KEY,
    searchKey: SEARCH_KEY,
    documents: () => [...indexes.values()].flatMap(({ documents }) => [...documents.values()]),
    tasks: () => tasks.map(({ type }) => type),
    filters: () => filters,
    inject: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    failTasks: (code, times = 1) => void failures.push(...Array<string>(times).fill(code)),
    holdTasks: (isHeld) => {
      areHeld = isHeld
    },
    limitBytes: (bytes) => {
      mostBytes = bytes
    },
    deleteIndex: () => indexes.clear(),
    hang: () => {
      isHanging = true
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** A key without the right is refused as one that does not exist. */
function checkKey(header: string | undefined, path: string): void {
  if (header === undefined) throw new Refusal(401, 'missing_authorization_header')
  const key = header.replace(/^Bearer /, '')
  if (key !== API_KEY && !(key === SEARCH_KEY && path.endsWith('/search')))
    throw new Refusal(403, 'invalid_api_key', 'The provided API key is invalid.')
}

function parsed(sent: Buffer): unknown {
  try {
    return JSON.parse(sent.toString())
  } catch {
    throw new Refusal(400, 'malformed_payload')
  }
}

function add(index: Index, body: unknown): void {
  const documents = body as readonly Record<string, unknown>[]
  const key = (index.primaryKey ??= 'id')
  for (const document of documents) {
    const id = document[key]
    if (id === undefined) throw new Refusal(400, 'missing_document_id')
    if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,511}$/.test(id))
      throw new Refusal(400, 'invalid_document_id')
  }
  for (const document of documents) index.documents.set(String(document[key]), document as StoredDocument)
}

function removeWhere(index: Index, filter: string): void {
  const condition = filtered(filter, index, 'invalid_document_filter')
  for (const [id, document] of index.documents) if (condition(document)) index.documents.delete(id)
}

function search(index: Index, json: Record<string, never>): object {
  const {
    q = '',
    filter,
    offset = 0,
    limit = 20,
  } = json as Record<string, never> & { offset?: number; limit?: number }
  const condition = filtered(filter ?? '', index, 'invalid_search_filter')
  const { searchableAttributes, maxTotalHits } = index.settings
  const found = [...index.documents.values()]
    .filter((document) => condition(document) && matches(document, q, searchableAttributes))
    .slice(0, maxTotalHits)
  const hits = found.slice(offset, offset + limit).map(({ id }) => ({ id }))
  return { hits, offset, limit, estimatedTotalHits: found.length, processingTimeMs: 1, query: q }
}

function filtered(filter: string, { settings }: Index, code: string) {
  try {
    return readFilter(filter, settings.filterableAttributes)
  } catch (error) {
    throw new Refusal(400, code, error instanceof Error ? error.message : '')
  }
}

function problemOf({ code, message, status }: Refusal): object {
  const type = status === 401 || status === 403 ? 'auth' : status >= 500 ? 'internal' : 'invalid_request'
  return { message, code, type, link: `https://docs.meilisearch.com/errors#${code}` }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
