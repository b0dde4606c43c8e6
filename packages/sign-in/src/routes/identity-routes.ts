import { listOf, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { listIdentities } from '../identity/identity-store.ts'
import { unlinkIdentity } from '../identity/unlink-identity.ts'
import { tablesOf } from '../parts.ts'
import { requireRecent } from '../require-recent.ts'
import { Identity, viewIdentity } from '../views.ts'
import type { RouteContext } from './route-context.ts'
import { ById } from './service-routes.ts'

/** The identities that sign in to one's account. Not for API keys: they would open the account in another way. */
export function identityRoutes(app: PluginApp, { parts }: RouteContext): void {
  app.get(
    '/identities',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'List your linked identities',
        description:
          'The identities at other services that sign in to your account, the oldest first. Not possible with an API key.',
        operationId: 'signInListIdentities',
        response: { 200: listOf(Identity, 'LinkedIdentityList') },
      },
    },
    async (request) => {
      const services = await parts().providers.list('authentication')
      const rows = await listIdentities(tablesOf(parts()), signedIn(request).userId)
      return { items: rows.map((row) => viewIdentity(row, services)), nextCursor: null }
    },
  )

  app.delete(
    '/identities/:id',
    {
      config: { sessionOnly: true },
      schema: {
        summary: 'Remove a linked identity',
        description:
          'It does not sign in to your account any longer; sessions remain. The last way to sign in is kept. Needs a sign-in or a confirmation by password within the last 15 minutes. Not possible with an API key.',
        operationId: 'signInDeleteIdentity',
        params: ById,
        response: { 204: Type.Null({ description: 'Done.' }) },
      },
    },
    async (request, reply) => {
      const { userId } = await requireRecent(request, parts())
      await unlinkIdentity(parts(), { userId, id: request.params.id })
      return reply.code(204).send(null)
    },
  )
}
