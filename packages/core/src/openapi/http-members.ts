import type { OpenApiOperation, OpenApiParameter, OpenApiResponse } from './document.ts'

/** Marks a generated operation that takes `Idempotency-Key`. */
export const CREATES_MARK = 'x-creates'
/** Marks a generated operation of signed-in people. */
export const PERSONAL_MARK = 'x-personal'

/** Without an example where a form that is sent as it is prefilled would be refused. */
const parameter = (name: string, description: string, example?: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string', maxLength: name === 'Idempotency-Key' ? 257 : 1024 },
  ...(example === undefined ? {} : { example }),
})

/** Request headers that the kernel reads, once for all operations. */
export const HTTP_PARAMETERS = {
  IdempotencyKey: parameter(
    'Idempotency-Key',
    'Makes it safe to send this request again: within a day, the same key and request are answered with the same answer and have one effect. A new UUID for each thing to be made, in quotes or not: `8e03978e-40d5-43e8-bc93-6894a57f9324`.',
  ),
  IfNoneMatch: parameter(
    'If-None-Match',
    'The `ETag` of an answer that you have: it is not sent again while it is the same (304).',
    '"FrWM85a4h3cQNC2WBSpi6I"',
  ),
  IfNoneMatchAny: parameter(
    'If-None-Match',
    '`*` only creates: the request is refused if something is there already (412).',
  ),
  IfMatch: parameter(
    'If-Match',
    'The `ETag` that GET of this address had: the request is refused if it has another one by now (412), so that it does not overwrite a concurrent change. A sync or another change by the server gives it a new one too: GET right before, and again after a 412.',
  ),
} as const

const header = (description: string, example: string) => ({
  description,
  schema: { type: 'string' },
  example,
})

/** Response headers of the kernel, once for all operations. */
export const HTTP_HEADERS = {
  ETag: header('Changes with the answer. For `If-None-Match` and `If-Match`.', '"FrWM85a4h3cQNC2WBSpi6I"'),
  IdempotentReplayed: header(
    '`true` if this is the recorded answer of an earlier request with the same `Idempotency-Key`.',
    'true',
  ),
  Location: header('The address of what was made.', '/api/jobs/7c0e5b0e-3f0a-4a51-9d5c-2f4d5d0f6a11'),
  RateLimit: header('How many more requests of yours would be handled at once now.', '"requests";r=15'),
  RateLimitPolicy: header(
    'How many requests of yours are handled at once; more of them wait for their turn.',
    '"requests";q=16;qu="concurrent-requests"',
  ),
  RequestId: header(
    'The id of this request, as in the log of the server and in `instance` of a problem. A client may choose it: 8 to 128 letters, digits, dots, dashes and underscores in `X-Request-Id`.',
    '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
  ),
  RetryAfter: header('Seconds after which to try again.', '1'),
} as const

type HeaderName = keyof typeof HTTP_HEADERS

const FIELD_NAMES: Readonly<Partial<Record<HeaderName, string>>> = {
  IdempotentReplayed: 'Idempotent-Replayed',
  RateLimitPolicy: 'RateLimit-Policy',
  RequestId: 'X-Request-Id',
  RetryAfter: 'Retry-After',
}

const parameterReference = (name: keyof typeof HTTP_PARAMETERS): OpenApiParameter => ({
  $ref: `#/components/parameters/${name}`,
})

function withHeaders(response: OpenApiResponse, names: readonly HeaderName[]): OpenApiResponse {
  const added = names.map((name) => [FIELD_NAMES[name] ?? name, { $ref: `#/components/headers/${name}` }])
  return {
    ...response,
    headers: { ...(Object.fromEntries(added) as object), ...(response['headers'] as object | undefined) },
  }
}

/**
 * Adds to an operation what the kernel does for all of its kind: request headers, response headers and the answers that
 * follow from them. What the route documents by itself stays.
 */
export function addHttpMembers(
  operation: OpenApiOperation,
  at: {
    readonly method: string
    readonly isReadable: boolean
    problem(description: string): OpenApiResponse
  },
): OpenApiOperation {
  const { [CREATES_MARK]: creates, [PERSONAL_MARK]: personal, ...rest } = operation
  const { method, problem } = at
  const parameters: OpenApiParameter[] = []
  const answers: Record<string, OpenApiResponse> = {}
  const names: HeaderName[] =
    personal === true ? ['RateLimit', 'RateLimitPolicy', 'RequestId'] : ['RequestId']
  const isTagged = personal === true && method === 'get' && isJson(rest.responses?.['200'])
  if (isTagged) {
    parameters.push(parameterReference('IfNoneMatch'))
    answers['304'] = withHeaders({ description: 'It is what `If-None-Match` names.' }, ['ETag'])
    names.push('ETag')
  }
  if (creates === true) {
    parameters.push(parameterReference('IdempotencyKey'))
    const busy = problem(
      'Conflict with the current state; or a request with this `Idempotency-Key` is being handled.',
    )
    answers['409'] = withHeaders(busy, ['RetryAfter'])
    answers['422'] = problem('The `Idempotency-Key` belongs to another request.')
    names.push('IdempotentReplayed')
  }
  if (personal === true && at.isReadable && ['put', 'patch', 'delete'].includes(method)) {
    parameters.push(parameterReference('IfMatch'))
    if (method === 'put') parameters.push(parameterReference('IfNoneMatchAny'))
    answers['412'] = problem(
      'The resource is no longer what `If-Match` names, or exists against `If-None-Match`.',
    )
  }
  const responses = Object.entries(rest.responses ?? {}).map(
    ([status, response]): [string, OpenApiResponse] => [
      status,
      status.startsWith('2')
        ? withHeaders(response, makes(status) && creates === true ? [...names, 'Location'] : names)
        : status === 'default'
          ? withHeaders(response, ['RequestId'])
          : response,
    ],
  )
  return {
    ...rest,
    ...(parameters.length === 0 ? {} : { parameters: [...(rest.parameters ?? []), ...parameters] }),
    responses: { ...answers, ...Object.fromEntries(responses) },
  }
}

/** Whether an answer of this status has the address of what was made. */
function makes(status: string): boolean {
  return status === '201' || status === '202'
}

/** Whether a generated GET has an entity tag at its address alone, so that `If-Match` can be compared with it. */
export function hasEntityTag({
  [PERSONAL_MARK]: personal,
  parameters = [],
  responses,
}: OpenApiOperation): boolean {
  const needsQuery = parameters.some((each) => each.in === 'query' && each.required === true)
  return personal === true && !needsQuery && isJson(responses?.['200'])
}

function isJson(response: OpenApiResponse | undefined): boolean {
  return response?.content !== undefined && 'application/json' in response.content
}
