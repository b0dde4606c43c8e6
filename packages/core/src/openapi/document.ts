/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: OpenApiInfo
  readonly servers?: readonly { readonly url: string }[]
  readonly tags: readonly OpenApiTag[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  /** The requests that the server sends, by name: `item.changed`. */
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly securitySchemes: Readonly<Record<string, object>>
    readonly parameters: Readonly<Record<string, object>>
    readonly headers: Readonly<Record<string, object>>
  }
}

export interface OpenApiInfo {
  readonly title: string
  readonly version: string
  readonly description?: string
  readonly contact?: { readonly name: string }
  readonly license?: { readonly name: string; readonly identifier?: string; readonly url?: string }
}

export interface OpenApiTag {
  readonly name: string
  readonly description?: string
  readonly externalDocs?: { readonly url: string; readonly description?: string }
}

/** One operation; unknown members pass through unchanged. */
export interface OpenApiOperation {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  /** The scopes of which an API key needs one. */
  readonly 'x-required-scopes'?: readonly string[]
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
  }
  readonly responses?: Readonly<Record<string, OpenApiResponse>>
  readonly [key: string]: unknown
}

export interface OpenApiParameter {
  readonly in?: string
  readonly required?: boolean
  readonly schema?: unknown
  readonly $ref?: string
}

export interface OpenApiResponse {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
  readonly [key: string]: unknown
}

/** The general information of the document. */
export interface DocumentOptions {
  readonly title: string
  readonly version: string
  readonly description?: string
  /** The URL of the server, if known. */
  readonly publicUrl?: string
  /** The name of the cookie that carries a browser session. */
  readonly sessionCookie?: string
}

const WRONG_PART = {
  type: 'object',
  properties: {
    in: { type: 'string', description: '`body`, `querystring`, `params` or `headers`.' },
    path: { type: 'string', description: 'JSON pointer to the value; empty for the whole.' },
    message: { type: 'string', description: 'What is wrong with the value.' },
    property: { type: 'string', description: 'The unknown parameter or member.' },
    known: {
      type: 'array',
      items: { type: 'string' },
      description: 'The known parameters or members, where `property` is none of them.',
    },
    nearest: { type: 'string', description: 'The known one that `property` is most like.' },
    field: { type: 'string', description: 'The key of the field, where the body is a form.' },
    label: { type: 'string', description: 'The label of the field in the form.' },
    messages: {
      type: 'array',
      items: { type: 'string' },
      description: 'All errors of the field.',
    },
  },
  required: ['in', 'path', 'message'],
} as const

/** The problem schema of the kernel; plugins add members in `OpenApiFragment.problemMembers`. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  title: 'Problem',
  description: 'RFC 9457 problem details.',
  examples: [
    {
      type: 'urn:tributary:problem:kernel-validation',
      title: 'Request validation failed',
      status: 400,
      detail: 'querystring/limit must be <= 500',
      code: 'KERNEL_VALIDATION',
      plugin: 'library',
      instance: 'urn:uuid:0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
      errors: [{ in: 'querystring', path: '/limit', message: 'must be <= 500' }],
    },
  ],
  properties: {
    type: { type: 'string', description: 'URI of the kind of problem.' },
    title: { type: 'string', description: 'The kind of problem in one sentence.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong in this case, and what to do.' },
    instance: {
      type: 'string',
      description: 'URI of this occurrence; it carries the request id of the log.',
    },
    code: { type: 'string', description: 'The kind of problem for programs: stable, never reused.' },
    plugin: { type: 'string', description: 'The plugin that answered.' },
    errors: {
      type: 'array',
      items: WRONG_PART,
      description: 'All faults of the request at once, one for each invalid part.',
    },
    requiredScopes: {
      type: 'array',
      items: { type: 'string' },
      description: 'The accepted scopes, none of which the API key has.',
    },
    used: { type: 'integer', description: 'At a limit of yours: your current usage.' },
    permitted: { type: 'integer', description: 'At a limit of yours: the limit.' },
  },
  required: ['type', 'title', 'status', 'code'],
} as const

/** The base of every document. */
export function baseDocument(options: DocumentOptions) {
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      version: options.version,
      ...(options.description === undefined ? {} : { description: options.description }),
      // Linters ask for a contact, and a server of one's own has no other.
      contact: { name: 'The administrator of this server' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: options.publicUrl ?? '/' }],
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey' as const,
          in: 'cookie' as const,
          name: options.sessionCookie ?? 'tributary.session_token',
          description: 'A browser session, started by signing in.',
        },
        bearer: {
          type: 'http' as const,
          scheme: 'bearer',
          description:
            'An API key. It needs one of the scopes that the operation lists in `x-required-scopes`.',
        },
      },
    },
  }
}
