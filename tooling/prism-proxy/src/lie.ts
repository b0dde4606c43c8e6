/** As much of an OpenAPI document as is changed here. */
interface LyingDocument {
  readonly components: { readonly schemas: Readonly<Record<string, LyingSchema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, LyingOperation>>>>
}

interface LyingSchema {
  required?: string[]
  readonly properties?: Readonly<Record<string, LyingSchema>>
  enum?: unknown[]
  type?: string | string[]
}

interface LyingOperation {
  readonly responses: Record<string, unknown>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: LyingSchema }>> }
}

/** Each lie about an API, and the violation that reveals it. */
export const LIES: readonly {
  readonly change: (document: LyingDocument) => void
  readonly reveals: RegExp
}[] = [
  {
    // A value of an enum is missing.
    change: ({ components }) =>
      propertyOf(components.schemas['jobs.ImportJob'], 'status', { enum: ['queued', 'running'] }),
    reveals: /GET \/api\/jobs\/[^ ]+ 200 answer body\.status/,
  },
  {
    // A member is said to be there always.
    change: ({ components }) => components.schemas['library.LibrarySummary']?.required?.push('moon'),
    reveals: /GET \/api\/library\/summary 200 answer .*moon/,
  },
  {
    // A status is not documented: the answer counts as the problem of `default`.
    change: ({ paths }) => delete paths['/api/accounts/keys']?.['post']?.responses['201'],
    reveals: /POST \/api\/accounts\/keys 201 answer .*required property 'type'/,
  },
  {
    // The media type of an answer is another.
    change: ({ paths }) => {
      const responses = paths['/metrics']?.['get']?.responses ?? {}
      responses['200'] = { description: 'Figures.', content: { 'application/json': { schema: {} } } }
    },
    reveals: /GET \/metrics 200 answer The received media type/,
  },
  {
    // A field of a form is narrower than what the server accepts.
    change: ({ paths }) => {
      const form = paths['/api/netflix/import']?.['post']?.requestBody?.content['multipart/form-data']?.schema
      propertyOf(form, 'dateOrder', { enum: ['dmy'] })
    },
    reveals: /POST \/api\/netflix\/import 202 request body\.dateOrder/,
  },
  {
    // A body is narrower than what the server accepts.
    change: ({ components }) =>
      propertyOf(components.schemas['metrics.ReplaceValue'], 'value', { type: 'null' }),
    reveals: /PUT \/api\/metrics\/values\/[^ ]+ 200 request body\.value/,
  },
]

/** The document with every lie. */
export function lie<Document extends object>(document: Document): Document {
  const copy = structuredClone(document)
  for (const { change } of LIES) change(copy as unknown as LyingDocument)
  return copy
}

function propertyOf(schema: LyingSchema | undefined, name: string, value: LyingSchema): void {
  Object.assign(schema?.properties ?? {}, { [name]: value })
}
