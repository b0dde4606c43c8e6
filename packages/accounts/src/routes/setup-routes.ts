import { located, type PluginApp, ProblemError, TimeZone } from '@tributary/core'
import { Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import { allowLimits, limitAttempts } from '../attempt-limits.ts'
import { refuseCrossSite } from '../cross-site.ts'
import { Email, Name, NewPassword } from '../fields.ts'
import type { AccountsParts } from '../parts.ts'
import { checkPreferences, LanguageField, LocaleField } from '../preferences.ts'
import { findUser } from '../user-store.ts'
import { pathOfUser, User, viewUser } from '../user-view.ts'

const SetupState = Type.Object(
  { open: Type.Literal(true) },
  { title: 'SetupState', description: 'The server has no administrator yet.', examples: [{ open: true }] },
)

const FirstAdmin = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 100, description: 'The set-up token from the log.' }),
    email: Email,
    password: NewPassword,
    name: Type.Optional(Name),
    language: Type.Optional(LanguageField),
    locale: Type.Optional(LocaleField),
    timeZone: Type.Optional(TimeZone),
  },
  {
    title: 'FirstAdmin',
    examples: [
      {
        token: 'u8gk6mYrJ0QFQv0cW1nJ8mT2sXbqzVtB3hLpKdYxA5E',
        email: 'ada@example.org',
        password: 'correct horse battery',
        name: 'Ada',
        language: 'en',
        locale: 'en-GB',
        timeZone: 'Europe/London',
      },
    ],
  },
)

/** The first administrator. Both routes answer 404 from then on. */
export async function setupRoutes(app: PluginApp, parts: AccountsParts): Promise<void> {
  await allowLimits(app)
  const perAddress = limitAttempts(app, parts.settings.limits.setup)

  app.get(
    '/setup',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Read whether the server needs to be set up',
        description: 'Not found once there is an administrator.',
        operationId: 'accountsGetSetup',
        response: { 200: SetupState },
      },
    },
    async () => {
      await parts.setup().requireOpen()
      return { open: true as const }
    },
  )

  app.post(
    '/setup',
    {
      config: { access: 'public' },
      preHandler: perAddress,
      schema: {
        summary: 'Create the first administrator',
        description: 'Requires the set-up token. Works once: not found once there is an administrator.',
        operationId: 'accountsClaimSetup',
        body: FirstAdmin,
        response: {
          201: located(User, {
            description: 'The first administrator.',
            location: '`/api/admin/accounts/users/<id>`: the user, once signed in.',
          }),
        },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, parts.settings.trustedOrigins)
      const { token, email, password, name, ...wanted } = request.body
      const preferences = checkPreferences(wanted)
      const { id } = await parts.setup().claim(token, { email, password, name, preferences })
      const created = await findUser(parts.db, id)
      if (created === undefined) throw new ProblemError(accountsErrors.ACCOUNTS_USER_NOT_FOUND)
      return reply.code(201).header('location', pathOfUser(id)).send(viewUser(created))
    },
  )
}
