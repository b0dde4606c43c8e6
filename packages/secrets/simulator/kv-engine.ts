/** What a KV v2 engine answers: an HTTP status, and the members of the envelope. */
export interface EngineReply {
  readonly status: number
  readonly data?: unknown
  readonly errors?: readonly string[]
  readonly warnings?: readonly string[]
}

interface Version {
  data: Readonly<Record<string, unknown>> | null
  readonly created: string
  deleted: string
  destroyed: boolean
}

interface Entry {
  readonly created: string
  updated: string
  current: number
  readonly versions: Map<number, Version>
  maxVersions: number
  casRequired: boolean
}

interface Operation {
  readonly method: string
  /** `data`, `metadata`, `delete`, `undelete`, `destroy`. */
  readonly kind: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}

const DEFAULT_MAX_VERSIONS = 10

/** A KV v2 secrets engine in memory, with the rules of Vault and OpenBao. */
export class KvEngine {
  readonly #entries = new Map<string, Entry>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** The values of all versions that are not deleted, by path. */
  values(): ReadonlyMap<string, readonly unknown[]> {
    const live = [...this.#entries].map(
      ([path, { versions }]) =>
        [path, [...versions.values()].filter(isLive).map(({ data }) => data)] as const,
    )
    return new Map(live.filter(([, values]) => values.length > 0))
  }

  handle(operation: Operation): EngineReply {
    const { method, kind } = operation
    if (kind === 'data') {
      if (method === 'GET') return this.#read(operation)
      if (method === 'POST' || method === 'PUT') return this.#write(operation)
      if (method === 'DELETE') return this.#change(operation, 'delete')
    }
    if (kind === 'metadata') {
      if (method === 'GET' && operation.query.get('list') === 'true') return this.#list(operation)
      if (method === 'GET') return this.#readMetadata(operation)
      if (method === 'POST' || method === 'PUT') return this.#writeMetadata(operation)
      if (method === 'DELETE') return this.#deleteAll(operation)
    }
    if (
      (kind === 'delete' || kind === 'undelete' || kind === 'destroy') &&
      (method === 'POST' || method === 'PUT')
    )
      return this.#change(operation, kind)
    return { status: 405, errors: ['1 error occurred:\n\t* unsupported operation\n\n'] }
  }

  #write({ path, body }: Operation): EngineReply {
    const { data, options } = body as { data?: Record<string, unknown>; options?: { cas?: number } }
    if (data === undefined) return { status: 400, errors: ['no data provided'] }
    const entry = this.#entries.get(path)
    const cas = options?.cas
    if (cas === undefined && entry?.casRequired === true)
      return { status: 400, errors: ['check-and-set parameter required for this call'] }
    if (cas !== undefined && cas !== (entry?.current ?? 0))
      return { status: 400, errors: ['check-and-set parameter did not match the current version'] }
    const written = entry ?? this.#create(path)
    written.current += 1
    written.updated = this.#instant()
    const version: Version = { data, created: this.#instant(), deleted: '', destroyed: false }
    written.versions.set(written.current, version)
    for (const number of written.versions.keys())
      if (number <= written.current - (written.maxVersions || DEFAULT_MAX_VERSIONS))
        written.versions.delete(number)
    return { status: 200, data: describeVersion(written.current, version) }
  }

  #create(path: string): Entry {
    const created = this.#instant()
    const entry: Entry = {
      created,
      updated: created,
      current: 0,
      versions: new Map(),
      maxVersions: 0,
      casRequired: false,
    }
    this.#entries.set(path, entry)
    return entry
  }

  #read({ path, query }: Operation): EngineReply {
    const entry = this.#entries.get(path)
    const asked = Number(query.get('version') ?? 0)
    const number = asked === 0 ? (entry?.current ?? 0) : asked
    const version = entry?.versions.get(number)
    if (version === undefined) return { status: 404, errors: [] }
    const metadata = describeVersion(number, version)
    // With the whole envelope: the status alone does not tell a deleted version from an unknown path.
    if (!isLive(version)) return { status: 404, data: { data: null, metadata } }
    return { status: 200, data: { data: version.data, metadata } }
  }

  #change({ path, body }: Operation, kind: 'delete' | 'undelete' | 'destroy'): EngineReply {
    const entry = this.#entries.get(path)
    const { versions = [entry?.current ?? 0] } = body as { versions?: number[] }
    for (const number of versions) {
      const version = entry?.versions.get(number)
      if (version === undefined || version.destroyed) continue
      version.deleted = kind === 'undelete' ? '' : version.deleted || this.#instant()
      if (kind === 'destroy') Object.assign(version, { destroyed: true, data: null })
    }
    return { status: 204 }
  }

  #readMetadata({ path }: Operation): EngineReply {
    const entry = this.#entries.get(path)
    if (entry === undefined) return { status: 404, errors: [] }
    const versions = [...entry.versions].map(([number, version]) => {
      const { version: _number, custom_metadata: _custom, ...described } = describeVersion(number, version)
      return [String(number), described] as const
    })
    return {
      status: 200,
      data: {
        cas_required: entry.casRequired,
        created_time: entry.created,
        current_version: entry.current,
        custom_metadata: null,
        delete_version_after: '0s',
        max_versions: entry.maxVersions,
        oldest_version: Math.min(...entry.versions.keys()),
        updated_time: entry.updated,
        versions: Object.fromEntries(versions),
      },
    }
  }

  #writeMetadata({ path, body }: Operation): EngineReply {
    const { max_versions: maxVersions, cas_required: casRequired } = body as {
      max_versions?: number
      cas_required?: boolean
    }
    const entry = this.#entries.get(path) ?? this.#create(path)
    entry.maxVersions = maxVersions ?? entry.maxVersions
    entry.casRequired = casRequired ?? entry.casRequired
    return { status: 204 }
  }

  #deleteAll({ path }: Operation): EngineReply {
    this.#entries.delete(path)
    return { status: 204 }
  }

  #list({ path }: Operation): EngineReply {
    const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
    const below = [...this.#entries.keys()].filter((each) => each.startsWith(prefix))
    const keys = below.map((each) => /^[^/]*\/?/.exec(each.slice(prefix.length))?.[0] ?? '')
    if (keys.length === 0) return { status: 404, errors: [] }
    return {
      status: 200,
      data: { keys: [...new Set(keys)].toSorted((one, other) => (one < other ? -1 : 1)) },
    }
  }

  #instant(): string {
    return new Date(this.#now()).toISOString()
  }
}

/** A deletion time is also set on a live version, to when it will be deleted; here only by deletions. */
function isLive({ deleted, destroyed }: Version): boolean {
  return deleted === '' && !destroyed
}

function describeVersion(version: number, { created, deleted, destroyed }: Version) {
  return { created_time: created, custom_metadata: null, deletion_time: deleted, destroyed, version }
}
