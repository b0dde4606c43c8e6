import { type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import type { ApiKeyRow } from '../accounts-tables.ts'
import { deleteApiKey, listApiKeys } from '../api-key-store.ts'
import { DateTime, Id, Name, Nothing, Scopes } from '../fields.ts'
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

const ApiKey = Type.Object(keyFields, { title: 'ApiKey' })

const ApiKeyCreated = Type.Object(
  {
    ...keyFields,
    key: Type.String({ description: 'The key. It is shown only once and stored as a hash.' }),
  },
  { title: 'ApiKeyCreated' },
)

const NewApiKey = Type.Object(
  {
    name: Name,
    scopes: Scopes,
    expiresInDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3650, description: 'If omitted, the key does not expire.' }),
    ),
  },
  { title: 'NewApiKey' },
)

/** The API keys of the signed-in user. */
export function keyRoutes(app: PluginApp, parts: AccountsParts): void {
  const { db, cache } = parts

  app.get(
    '/keys',
    {
      schema: {
        summary: 'List your API keys',
        description: 'At most 100, the newest first.',
        operationId: 'listKeys',
        response: { 200: Type.Object({ items: Type.Array(ApiKey) }, { title: 'ApiKeys' }) },
      },
    },
    async (request) => ({ items: (await listApiKeys(db, signedIn(request).userId)).map(viewKey) }),
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
        operationId: 'createKey',
        body: NewApiKey,
        response: { 201: ApiKeyCreated },
      },
    },
    async (request, reply) => {
      const { name, scopes, expiresInDays } = request.body
      const expiresAt = expiresInDays === undefined ? undefined : new Date(parts.now() + expiresInDays * DAY)
      const { userId } = signedIn(request)
      const { row, key } = await parts.accounts.insertKey({ userId, name, scopes, expiresAt })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
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
        operationId: 'deleteKey',
        params: Type.Object({ id: Id }),
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      if (!(await deleteApiKey(db, userId, request.params.id))) {
        throw new ProblemError(accountsErrors.ACCOUNTS_KEY_NOT_FOUND)
      }
      cache.forgetUser(userId)
      return reply.code(204).send(null)
    },
  )
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
