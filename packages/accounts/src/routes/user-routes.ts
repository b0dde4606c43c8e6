import { type PluginApp, ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import type { AccountsTables, UserRow } from '../accounts-tables.ts'
import { DateTime, Email, Id, Name, NewPassword, Nothing, UserRole } from '../fields.ts'
import { hashPassword } from '../hash-password.ts'
import type { AccountsParts } from '../parts.ts'
import { signOutEverywhere } from '../sign-out-everywhere.ts'
import {
  deleteUser,
  findUser,
  listUsers,
  lockUser,
  requireOtherAdmin,
  setPassword,
  updateUser,
} from '../user-store.ts'

const User = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: UserRole,
    disabled: Type.Boolean(),
    createdAt: DateTime,
  },
  { title: 'User' },
)

const Users = Type.Object(
  {
    items: Type.Array(User),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page.' }),
  },
  { title: 'Users' },
)

const NewUser = Type.Object(
  { email: Email, password: NewPassword, name: Type.Optional(Name), role: Type.Optional(UserRole) },
  { title: 'NewUser' },
)

const UserChange = Type.Object(
  {
    name: Type.Optional(Name),
    role: Type.Optional(UserRole),
    disabled: Type.Optional(
      Type.Boolean({ description: 'Disabling ends all sessions and refuses the API keys while it is true.' }),
    ),
    password: Type.Optional(NewPassword),
  },
  { title: 'UserChange', minProperties: 1 },
)

const UserId = Type.Object({ id: Id })

/**
 * Users, for administrators. API keys may only read: a key that sets a password or creates an administrator would
 * survive its own deletion.
 */
export function userRoutes(app: PluginApp, parts: AccountsParts): void {
  const { accounts, cache, database, db, erasers } = parts

  app.get(
    '/users',
    {
      schema: {
        summary: 'List the users',
        description: 'The newest first.',
        operationId: 'listUsers',
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
          cursor: Type.Optional(
            Type.String({ maxLength: 2048, description: 'The `nextCursor` of the page before.' }),
          ),
        }),
        response: { 200: Users },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query
      const page = await listUsers(db, { limit, cursor })
      return { items: page.items.map(viewUser), nextCursor: page.nextCursor }
    },
  )

  app.post(
    '/users',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Create a user',
        description: 'Not possible with an API key.',
        operationId: 'createUser',
        body: NewUser,
        response: { 201: User },
      },
    },
    async (request, reply) => {
      const { role = 'user', ...user } = request.body
      const { id } = await accounts.createUser({ ...user, role })
      return reply.code(201).send(viewUser(found(await findUser(db, id))))
    },
  )

  app.patch(
    '/users/:id',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change a user',
        description:
          'Disabling a user and setting a password sign the user out everywhere. Not possible with an API key.',
        operationId: 'updateUser',
        params: UserId,
        body: UserChange,
        response: { 200: User },
      },
    },
    async (request) => {
      const { id } = request.params
      const { password, ...change } = request.body
      const passwordHash = password === undefined ? undefined : await hashPassword(password)
      const user = await database.transaction<AccountsTables, UserRow>(async (trx) => {
        if (change.role === 'user' || change.disabled === true) await requireOtherAdmin(trx, id)
        const changed = found(await updateUser(trx, id, change))
        if (passwordHash !== undefined) await setPassword(trx, id, passwordHash)
        if (passwordHash !== undefined || change.disabled === true) await signOutEverywhere(trx, id)
        return changed
      })
      cache.forgetUser(id)
      return viewUser(user)
    },
  )

  app.delete(
    '/users/:id',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Delete a user',
        description:
          'Deletes the user and all data of the user. This cannot be undone. Not possible with an API key.',
        operationId: 'deleteUser',
        params: UserId,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await database.transaction<AccountsTables, void>(async (trx) => {
        await requireOtherAdmin(trx, id)
        if (!(await lockUser(trx, id))) found(undefined)
        for (const eraser of erasers()) await eraser.prepare?.(trx, id)
        await deleteUser(trx, id)
        // After the user row: deleting it ends concurrent writers, so no rows can be added afterwards.
        for (const eraser of erasers()) await eraser.erase?.(trx, id)
      })
      cache.forgetUser(id)
      return reply.code(204).send(null)
    },
  )
}

function found(user: UserRow | undefined): UserRow {
  if (user !== undefined) return user
  throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND)
}

function viewUser(row: UserRow) {
  const { id, email, name, role } = row
  return {
    id,
    email,
    name,
    role,
    disabled: row.disabled_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}
