import { type PluginApp, type Principal, ProblemError, signedIn, TimeZone } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { accountsErrors } from '../accounts-errors.ts'
import type { UserRow } from '../accounts-tables.ts'
import { Id, Name, UserRole } from '../fields.ts'
import type { AccountsParts } from '../parts.ts'
import { checkPreferences, LanguageField, LocaleField, ThemeField, viewPreferences } from '../preferences.ts'
import { setCookies } from '../set-cookies.ts'
import { findUser, updateUser } from '../user-store.ts'

const Preference = {
  language: Type.Union([LanguageField, Type.Null()], {
    description: 'The language of texts; `null` where the browser decides.',
  }),
  locale: Type.Union([LocaleField, Type.Null()], {
    description: 'How dates and numbers are written, as a BCP 47 tag; `null` where the browser decides.',
  }),
  timeZone: Type.Union([TimeZone, Type.Null()], {
    description: 'Where the person is: decides to which day an instant belongs. `null` until it is chosen.',
  }),
  theme: ThemeField,
}

const Me = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    roles: Type.Array(UserRole),
    ...Preference,
    kind: Type.Enum(['session', 'api_key'], {
      description: 'How this request was authenticated.',
    }),
    scopes: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The scopes of the API key. Absent for a session, which has all rights.',
      }),
    ),
  },
  {
    title: 'Me',
    description: 'The signed-in user.',
    examples: [
      {
        id: '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
        email: 'ada@example.org',
        name: 'Ada',
        roles: ['admin', 'user'],
        language: 'en',
        locale: 'en-GB',
        timeZone: 'Europe/London',
        theme: 'system',
        kind: 'session',
      },
    ],
  },
)

const MyChange = Type.Object(
  {
    name: Type.Optional(Name),
    language: Type.Optional(Preference.language),
    locale: Type.Optional(Preference.locale),
    timeZone: Type.Optional(Preference.timeZone),
    theme: Type.Optional(ThemeField),
  },
  { title: 'MyChange', minProperties: 1, examples: [{ timeZone: 'Europe/Berlin', theme: 'dark' }] },
)

/** The signed-in user: name, and how texts, times and numbers are shown. */
export function meRoutes(app: PluginApp, parts: AccountsParts): void {
  const { db } = parts

  app.get(
    '/me',
    {
      // Any key may read its own user.
      config: { scopes: [] },
      schema: {
        summary: 'Read who is signed in',
        description: 'Also extends a session that is more than a day old.',
        operationId: 'accountsGetMe',
        response: { 200: Me },
      },
    },
    async (request, reply) => {
      const principal = signedIn(request)
      const user = found(await findUser(db, principal.userId))
      if (principal.kind === 'session') {
        const sessions = await parts.sessions()
        setCookies(reply, await sessions.refresh(request))
      }
      return viewMe(user, principal)
    },
  )

  app.patch(
    '/me',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Change your profile',
        description:
          'The name, and how texts, times and numbers are shown. An unknown time zone is refused with the nearest name. Not possible with an API key.',
        operationId: 'accountsUpdateMe',
        body: MyChange,
        response: { 200: Me },
      },
    },
    async (request) => {
      const principal = signedIn(request)
      const { name, ...preferences } = request.body
      const change = { ...checkPreferences(preferences), name }
      return viewMe(found(await updateUser(db, principal.userId, change)), principal)
    },
  )
}

/** The user was deleted since the request was authenticated. */
function found(user: UserRow | undefined): UserRow {
  if (user !== undefined) return user
  throw new ProblemError(accountsErrors.ACCOUNTS_SESSION_EXPIRED)
}

function viewMe(user: UserRow, { roles, kind, scopes }: Principal): Static<typeof Me> {
  const { id, email, name } = user
  return {
    id,
    email,
    name,
    roles: [...roles],
    ...viewPreferences(user),
    kind,
    ...(scopes === undefined ? {} : { scopes: [...scopes] }),
  }
}
