import { listOf, type PluginApp } from '@tributary/core'
import { keepBrowserToken, readBrowserToken } from '@tributary/integration-host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { beginFlow, FLOW_SECONDS, type FlowToBegin } from '../flow/begin-flow.ts'
import { requireRecent } from '../require-recent.ts'
import { callbackOf, listServices } from '../services.ts'
import { Service, viewService } from '../views.ts'
import type { RouteContext } from './route-context.ts'

export const ById = Type.Object({
  id: Type.String({ format: 'uuid', examples: ['0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'] }),
})

const Beginning = Type.Object(
  {
    returnPath: Type.Optional(
      Type.String({
        maxLength: 2048,
        description: 'The path of this server to return to afterwards, like `/library`. Default: `/`.',
      }),
    ),
  },
  { title: 'SignInBeginning', examples: [{ returnPath: '/library' }] },
)

const Flow = Type.Object(
  {
    authorizationUrl: Type.String({ format: 'uri', description: 'Where to send the person.' }),
    expiresAt: Type.String({ format: 'date-time' }),
  },
  {
    title: 'SignInFlow',
    description: 'Where to send the person, and until when.',
    examples: [
      {
        authorizationUrl: 'https://login.example.org/authorize?state=example',
        expiresAt: '2026-11-28T12:10:00.000Z',
      },
    ],
  },
)

/** The services by which people sign in, and the beginning of a sign-in and of a link. */
export function serviceRoutes(app: PluginApp, context: RouteContext): void {
  const { parts, iconOf, countAttempt } = context

  app.get(
    '/services',
    {
      config: { access: 'public' },
      schema: {
        summary: 'List the services to sign in with',
        description: 'Those that an administrator has configured and enabled. Needs no sign-in.',
        operationId: 'signInListServices',
        response: { 200: listOf(Service, 'SignInServiceList') },
      },
    },
    async () => {
      const services = await listServices(parts())
      const items = services.map((service) =>
        viewService(service, {
          icon: iconOf(service.plugin),
          redirectUri: callbackOf(parts(), service.id),
        }),
      )
      return { items, nextCursor: null }
    },
  )

  app.post(
    '/services/:id/begin',
    {
      config: { access: 'public' },
      preHandler: async (request) => {
        parts().signIns.refuseCrossSite(request)
        await countAttempt(request)
      },
      schema: {
        summary: 'Start signing in with a service',
        description:
          'Send the person to `authorizationUrl` in the browser that made this request. The browser must return the cookie of this response. Limited per address.',
        operationId: 'signInBegin',
        params: ById,
        body: Beginning,
        response: { 200: Flow },
      },
    },
    async (request, reply) => begin(request, reply, context),
  )

  app.post(
    '/services/:id/link',
    {
      config: { sessionOnly: true, creates: false },
      preHandler: (request) => countAttempt(request),
      schema: {
        summary: 'Start linking an identity to your account',
        description:
          'As for signing in; the identity is linked when the browser comes back in the same session. Needs a sign-in or a confirmation by password within the last 15 minutes. Not possible with an API key.',
        operationId: 'signInLink',
        params: ById,
        body: Beginning,
        response: { 200: Flow },
      },
    },
    async (request, reply) =>
      begin(request, reply, { ...context, session: await requireRecent(request, parts()) }),
  )
}

async function begin(
  request: FastifyRequest<{ Params: { id: string }; Body: { returnPath?: string } }>,
  reply: FastifyReply,
  { parts, session }: Pick<RouteContext, 'parts'> & Pick<FlowToBegin, 'session'>,
) {
  const { cookie, now } = parts()
  const { authorizationUrl, state, browserToken } = await beginFlow(parts(), {
    instance: request.params.id,
    returnPath: request.body.returnPath ?? '/',
    browserToken: readBrowserToken(request, cookie),
    session,
  })
  keepBrowserToken(request, reply, cookie, { token: browserToken, state, maxAge: FLOW_SECONDS })
  reply.header('cache-control', 'no-store')
  return { authorizationUrl, expiresAt: new Date(now() + FLOW_SECONDS * 1000).toISOString() }
}
