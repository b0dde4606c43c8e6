import { randomUUID } from 'node:crypto'
import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  type Principal,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { Type } from 'typebox'
import { notificationKey } from '../delivery/attempt-delivery.ts'
import { listWaitingEvents } from '../delivery/delivery-store.ts'
import { MOST_ENDPOINTS } from '../delivery/limits.ts'
import { positionNow } from '../delivery/record-changes.ts'
import { prepareSecret, removeSecrets, writeSecret } from '../endpoint-secrets.ts'
import {
  deleteEndpoint,
  type EndpointContents,
  insertEndpoint,
  listEndpoints,
  resumeEndpoint,
  updateEndpoint,
  wakeEndpoint,
} from '../endpoint-store.ts'
import { Description, Endpoint, EndpointWithSecret, Types, Url, viewEndpoint } from '../endpoint-view.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { EndpointRow, WebhooksTables } from '../tables.ts'
import { webhooksErrors } from '../webhooks-errors.ts'
import {
  checkEvent,
  checkedTypes,
  checkedUrl,
  EndpointId,
  endpointOf,
  foundEndpoint,
  type PartsOf,
} from './route-context.ts'

const Enabled = Type.Boolean({ description: 'Whether events are sent. Default true.', examples: [true] })

const NewEndpoint = Type.Object(
  {
    url: Url,
    description: Type.Optional(Description),
    types: Type.Optional(Types),
    enabled: Type.Optional(Enabled),
  },
  {
    title: 'NewWebhookEndpoint',
    examples: [{ url: 'https://example.org/hooks/tributary', types: ['item', 'job'] }],
  },
)

const EndpointChange = Type.Object(
  {
    url: Type.Optional(Url),
    description: Type.Optional(Description),
    types: Type.Optional(Types),
    enabled: Type.Optional(Enabled),
  },
  { title: 'WebhookEndpointChange', minProperties: 1, examples: [{ enabled: true }] },
)

const CREATE = `Events are sent from now on: what has changed and where to read it, signed by
[Standard Webhooks](https://www.standardwebhooks.com). Their forms are under \`webhooks\` of this document. Only this answer has the secret.
An API key gets the types that its scopes cover; \`null\`, all types, takes \`*:read\`.`

/** `/api/webhooks/endpoints` */
export function endpointRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  createRoute(app, parts)
  changeRoutes(app, parts)
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/endpoints',
    {
      schema: {
        summary: 'List your webhook endpoints',
        description: `The oldest first, at most ${MOST_ENDPOINTS}.`,
        operationId: 'webhooksListEndpoints',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(Endpoint, 'WebhookEndpointList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { userId } = signedIn(request)
      const page = await listEndpoints(tablesOf(parts()), { userId, limit, cursor })
      return { items: page.items.map(viewEndpoint), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/endpoints/:id',
    {
      schema: {
        summary: 'Get a webhook endpoint',
        description: 'Without its secret, which only the answer that made it has.',
        operationId: 'webhooksGetEndpoint',
        params: EndpointId,
        response: { 200: Endpoint },
      },
    },
    async (request) => viewEndpoint(await endpointOf(parts(), signedIn(request).userId, request.params.id)),
  )
}

function createRoute(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/endpoints',
    {
      schema: {
        summary: 'Create a webhook endpoint',
        description: CREATE,
        operationId: 'webhooksCreateEndpoint',
        body: NewEndpoint,
        response: {
          201: located(EndpointWithSecret, {
            description: 'The endpoint, with its secret, shown this once.',
            location: '`/api/webhooks/endpoints/<id>`: the endpoint without its secret.',
          }),
        },
      },
    },
    async (request, reply) => {
      const principal = signedIn(request)
      const { url, description = '', types, enabled = true } = request.body
      const contents = {
        url: checkedUrl(parts(), url),
        description,
        types: checkedTypes(parts(), principal, types),
        enabled,
      }
      const { row, secret } = await create(parts(), principal.userId, contents)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .header('location', `/api/webhooks/endpoints/${row.id}`)
        .send({ ...viewEndpoint(row), secret })
    },
  )
}

async function create(
  parts: Parts,
  userId: string,
  contents: EndpointContents,
): Promise<{ row: EndpointRow; secret: string }> {
  const id = randomUUID()
  const position = await positionNow(parts, userId)
  const prepared = await prepareSecret(parts, { id, user_id: userId })
  const created = await parts.database.transaction<WebhooksTables, { row: EndpointRow; secret: string }>(
    async (trx) => {
      const row = await insertEndpoint(trx, { ...contents, id, userId, position, most: MOST_ENDPOINTS })
      if (typeof row === 'number') throw tooMany(row)
      await writeSecret(parts, trx, prepared)
      return { row, secret: prepared.secret }
    },
  )
  parts.database.afterCommit(parts.wake)
  return created
}

function tooMany(used: number): ProblemError {
  return new ProblemError(webhooksErrors.WEBHOOKS_TOO_MANY_ENDPOINTS, {
    detail: `You have ${used} webhook endpoints, and ${MOST_ENDPOINTS} are permitted. Delete one, or have one receiver pass events on.`,
  })
}

function changeRoutes(app: PluginApp, parts: PartsOf): void {
  app.patch(
    '/endpoints/:id',
    {
      schema: {
        summary: 'Change a webhook endpoint',
        description:
          'Enabling one sends what waits, from the first attempt of its schedule on, and what has changed meanwhile. Other types apply to what is recorded from now on.',
        operationId: 'webhooksUpdateEndpoint',
        params: EndpointId,
        body: EndpointChange,
        response: { 200: Endpoint },
      },
    },
    async (request) => {
      const principal = signedIn(request)
      const before = await endpointOf(parts(), principal.userId, request.params.id)
      const { url, types, ...rest } = request.body
      const isSentElse = url !== undefined || types !== undefined
      const contents = {
        ...rest,
        ...(url === undefined ? {} : { url: checkedUrl(parts(), url) }),
        ...(isSentElse
          ? { types: checkedTypes(parts(), principal, types === undefined ? before.types : types) }
          : {}),
      }
      return viewEndpoint(await change(parts(), { before, principal }, contents))
    },
  )
  app.delete(
    '/endpoints/:id',
    {
      schema: {
        summary: 'Delete a webhook endpoint',
        description: 'With its secret and its deliveries. A request that is under way may still arrive.',
        operationId: 'webhooksDeleteEndpoint',
        params: EndpointId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const endpoint = await endpointOf(parts(), userId, request.params.id)
      await parts().database.transaction<WebhooksTables, void>(async (trx) => {
        // First: it waits for a rotation that is writing these secrets.
        await deleteEndpoint(trx, endpoint)
        await removeSecrets(parts(), trx, endpoint)
        await parts().notifications.resolve({ userId, key: notificationKey(endpoint.id) }, { trx })
      })
      return reply.code(204).send(null)
    },
  )
}

async function change(
  parts: Parts,
  { before, principal }: { readonly before: EndpointRow; readonly principal: Principal },
  contents: Partial<EndpointContents>,
): Promise<EndpointRow> {
  const now = new Date(parts.now())
  const after = await parts.database.transaction<WebhooksTables, EndpointRow | undefined>(async (trx) => {
    const row = await updateEndpoint(trx, before, contents)
    // What waits is sent to the new address too. The update has locked the endpoint, so nothing is recorded in between.
    if (contents.url !== undefined)
      for (const event of await listWaitingEvents(trx, before.id)) checkEvent(parts, principal, event)
    if (row === undefined || !row.enabled) return row
    if (before.enabled) {
      await wakeEndpoint(trx, row.id, now)
      return row
    }
    await resumeEndpoint(trx, row.id, now)
    await parts.notifications.resolve({ userId: row.user_id, key: notificationKey(row.id) }, { trx })
    return { ...row, failing_since: null }
  })
  parts.database.afterCommit(parts.wake)
  return foundEndpoint(after)
}
