import { changesBetween } from '@tributary/audit'
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
import type { AccountsTables, UserRow } from '../accounts-tables.ts'
import { PASSWORD_CHANGED } from '../database-accounts.ts'
import { ById, Email, Name, NewPassword, Nothing, UserRole } from '../fields.ts'
import { hashPassword } from '../hash-password.ts'
import type { AccountsParts } from '../parts.ts'
import { signOutEverywhere } from '../sign-out-everywhere.ts'
import type { UserEraser } from '../user-erasers.ts'
import {
  deleteUser,
  findUser,
  listUsers,
  lockUser,
  requireOtherAdmin,
  setPassword,
  updateUser,
} from '../user-store.ts'
import { pathOfUser, User, viewUser } from '../user-view.ts'

const NewUser = Type.Object(
  { email: Email, password: NewPassword, name: Type.Optional(Name), role: Type.Optional(UserRole) },
  {
    title: 'NewUser',
    examples: [
      { email: 'grace@example.org', password: 'correct horse battery', name: 'Grace', role: 'user' },
    ],
  },
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
  { title: 'UserChange', minProperties: 1, examples: [{ name: 'Ada Lovelace' }] },
)

/**
 * Users, for administrators. API keys may only read: a key that sets a password or creates an administrator would
 * survive its own deletion.
 */
export function userRoutes(app: PluginApp, parts: AccountsParts): void {
  const { accounts, audit, cache, database, db, erasers } = parts

  app.get(
    '/users',
    {
      schema: {
        summary: 'List the users',
        description: 'The newest first.',
        operationId: 'accountsListUsers',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(User, 'Users') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const page = await listUsers(db, { limit, cursor })
      return { items: page.items.map(viewUser), nextCursor: page.nextCursor }
    },
  )

  app.get(
    '/users/:id',
    {
      schema: {
        summary: 'Read a user',
        description: 'With the role and whether the user is disabled.',
        operationId: 'accountsGetUser',
        params: ById,
        response: { 200: User },
      },
    },
    async (request) => viewUser(found(await findUser(db, request.params.id))),
  )

  app.post(
    '/users',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Create a user',
        description: 'Not possible with an API key.',
        operationId: 'accountsCreateUser',
        body: NewUser,
        response: {
          201: located(User, {
            description: 'The new user.',
            location: '`/api/admin/accounts/users/<id>`: the user.',
          }),
        },
      },
    },
    async (request, reply) => {
      const { role = 'user', ...user } = request.body
      const { id } = await accounts.createUser({ ...user, role, by: signedIn(request) })
      return reply
        .code(201)
        .header('location', pathOfUser(id))
        .send(viewUser(found(await findUser(db, id))))
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
        operationId: 'accountsUpdateUser',
        params: ById,
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
        const before = found(await findUser(trx, id))
        const changed = found(await updateUser(trx, id, change))
        if (passwordHash !== undefined) await setPassword(trx, id, passwordHash)
        if (passwordHash !== undefined || change.disabled === true) await signOutEverywhere(trx, id)
        const changes = [
          ...changesBetween(changeable(before), changeable(changed)),
          ...(passwordHash === undefined ? [] : [PASSWORD_CHANGED]),
        ]
        await audit.record(
          { by: signedIn(request), action: 'updated', subjectType: 'user', subjectId: id, changes },
          { trx },
        )
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
        operationId: 'accountsDeleteUser',
        params: ById,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const staged: [eraser: UserEraser, staged: unknown][] = []
      for (const eraser of erasers()) staged.push([eraser, await eraser.stage?.(id)])
      await database.transaction<AccountsTables, void>(async (trx) => {
        await requireOtherAdmin(trx, id)
        if (!(await lockUser(trx, id))) found(undefined)
        for (const [eraser, prepared] of staged) await eraser.prepare?.(trx, id, prepared)
        await deleteUser(trx, id)
        // After the user row: deleting it ends concurrent writers, so no rows can be added afterwards.
        for (const [eraser] of staged) await eraser.erase?.(trx, id)
        await audit.record(
          { by: signedIn(request), action: 'deleted', subjectType: 'user', subjectId: id },
          { trx },
        )
      })
      cache.forgetUser(id)
      return reply.code(204).send(null)
    },
  )
}

/** What the audit log says of a user: nothing that identifies the person after the deletion. */
function changeable({ role, disabled_at: disabledAt }: UserRow) {
  return { role, disabled: disabledAt !== null }
}

function found(user: UserRow | undefined): UserRow {
  if (user !== undefined) return user
  throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND)
}
