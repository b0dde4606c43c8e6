import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { allowLimits, limitAttempts } from '../attempt-limits.ts'
import { refuseCrossSite } from '../cross-site.ts'
import { Email, Id, Name, NewPassword } from '../fields.ts'
import type { AccountsParts } from '../parts.ts'

const SetupState = Type.Object({ open: Type.Literal(true) }, { title: 'SetupState' })

const FirstAdmin = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 100, description: 'The set-up token from the log.' }),
    email: Email,
    password: NewPassword,
    name: Type.Optional(Name),
  },
  { title: 'FirstAdmin' },
)

const Created = Type.Object({ id: Id }, { title: 'FirstAdminCreated' })

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
        operationId: 'readSetup',
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
        operationId: 'claimSetup',
        body: FirstAdmin,
        response: { 201: Created },
      },
    },
    async (request, reply) => {
      refuseCrossSite(request, parts.settings.trustedOrigins)
      const { token, ...user } = request.body
      const created = await parts.setup().claim(token, user)
      return reply.code(201).send(created)
    },
  )
}
