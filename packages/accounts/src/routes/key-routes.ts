import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import type { AccountsTables, ApiKeyRow } from '../accounts-tables.ts'
import { deleteApiKey, findApiKey, listApiKeys } from '../api-key-store.ts'
import { ById, DateTime, Id, Name, Nothing, Scopes } from '../fields.ts'
import type { AccountsParts } from '../parts.ts'

const DAY = 86_400_000

const keyFields = {
  id: Id,
  name: Name,
  hint: Type.String({ description: 'The first characters of the key.' }),
  scopes: Type.Array(Type.String()),
  createdAt: DateTime,
  expiresAt: Type.Union([DateTime, Type.Null()], { description: 'Null for a key that does not expire.' }),
  lastUsedAt: Type.Union([DateTime, Type.Null()], { description: 'To the hour.' }),
}

const example = {
  id: '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
  name: 'backup',
  hint: 'trb_Zk3v',
  scopes: ['library:read'],
  createdAt: '2026-11-01T08:30:00.000Z',
  expiresAt: null,
  lastUsedAt: '2026-11-02T09:00:00.000Z',
}

const ApiKey = Type.Object(keyFields, {
  title: 'ApiKey',
  description: 'An API key, without the key itself.',
  examples: [example],
})

const ApiKeyCreated = Type.Object(
  {
    ...keyFields,
    key: Type.String({ description: 'The key. It is shown only once and stored as a hash.' }),
  },
  {
    title: 'ApiKeyCreated',
    description: 'An API key with the key itself.',
    examples: [{ ...example, lastUsedAt: null, key: 'trb_Zk3vPq8sY1nUo0bR5tXcLwE7aGhJdMf2iKzNqVxSyT4' }],
  },
)

const NewApiKey = Type.Object(
  {
    name: Name,
    scopes: Scopes,
    expiresInDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'If omitted, the key does not expire.' }),
    ),
  },
  { title: 'NewApiKey', examples: [{ name: 'backup', scopes: ['library:read'], expiresInDays: 90 }] },
)

/** The API keys of the signed-in user. */
export function keyRoutes(app: PluginApp, parts: AccountsParts): void {
  const { audit, cache, database, db } = parts

  app.get(
    '/keys',
    {
      schema: {
        summary: 'List your API keys',
        description: 'At most 100 in all, the newest first.',
        operationId: 'accountsListKeys',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(ApiKey, 'ApiKeys') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const page = await listApiKeys(db, { userId: signedIn(request).userId, limit, cursor })
      return { items: page.items.map(viewKey), nextCursor: page.nextCursor }
    },
  )

  app.get(
    '/keys/:id',
    {
      schema: {
        summary: 'Read an API key of yours',
        description: 'Without the key itself, which only the answer to its creation contains.',
        operationId: 'accountsGetKey',
        params: ById,
        response: { 200: ApiKey },
      },
    },
    async (request) => viewKey(found(await findApiKey(db, signedIn(request).userId, request.params.id))),
  )

  app.post(
    '/keys',
    {
      // A key that could create keys would outlive its own expiry and exceed its own scopes.
      config: { sessionOnly: true },
      schema: {
        summary: 'Create an API key',
        description:
          'Only this response contains the key. Not possible with an API key. An unknown scope is refused with the list of known ones.',
        operationId: 'accountsCreateKey',
        body: NewApiKey,
        response: {
          201: located(ApiKeyCreated, {
            description: 'The key, shown this once.',
            location: '`/api/accounts/keys/<id>`: the key without its value.',
          }),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes, expiresInDays } = request.body
      const expiresAt = expiresInDays === undefined ? undefined : new Date(parts.now() + expiresInDays * DAY)
      const { userId } = signedIn(request)
      const { row, key } = await parts.accounts.insertKey({
        userId,
        name,
        scopes,
        expiresAt,
        by: signedIn(request),
      })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .header('location', `/api/accounts/keys/${row.id}`)
        .send({ ...viewKey(row), key })
    },
  )

  app.delete(
    '/keys/:id',
    {
      // A leaked key could otherwise delete the others and lock out its owner's programs.
      config: { sessionOnly: true },
      schema: {
        summary: 'Delete an API key',
        description:
          'The key stops working at once; in other processes of the server within five seconds. Not possible with an API key.',
        operationId: 'accountsDeleteKey',
        params: ById,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const { id } = request.params
      await database.transaction<AccountsTables, void>(async (trx) => {
        found((await deleteApiKey(trx, userId, id)) || undefined)
        await audit.record(
          { by: signedIn(request), action: 'deleted', subjectType: 'api_key', subjectId: id },
          { trx },
        )
      })
      cache.forgetUser(userId)
      return reply.code(204).send(null)
    },
  )
}

/** A key of another user is not found. */
function found<T>(key: T | undefined): T {
  if (key === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_KEY_NOT_FOUND)
  return key
}

function viewKey(row: ApiKeyRow) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
