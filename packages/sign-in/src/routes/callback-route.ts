import { addVary, type PluginApp, PROBLEM_SCHEMA, type ProblemDetails } from '@tributary/core'
import { forgetFlow, prefersHtml, readBrowserToken } from '@tributary/integration-host'
import type { FastifyReply, onSendAsyncHookHandler } from 'fastify'
import { Type } from 'typebox'
import { completeFlow } from '../flow/complete-flow.ts'
import type { RouteContext } from './route-context.ts'
import { ById } from './service-routes.ts'

/** Where people sign in, and where they see the identities they have linked. */
const SIGN_IN_PAGE = '/sign-in'
const SECURITY_PAGE = '/me/security'

const failure = (what: string) => ({
  description: `${what} Browsers are redirected to a page with the problem (303).`,
  content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } },
})

/** `GET /api/sign-in/services/<id>/callback`: where a service sends the person back to. */
export function callbackRoute(app: PluginApp, context: RouteContext): void {
  const { parts, countAttempt } = context
  app.get(
    '/services/:id/callback',
    {
      config: { access: 'public' },
      preHandler: (request) => countAttempt(request),
      onSend: showFailure(context),
      schema: {
        summary: 'Finish signing in with a service',
        description: "The redirect URI of the service. Called by the person's browser, not by programs.",
        operationId: 'signInComplete',
        params: ById,
        // What a service sends is its own business; the flow checks it.
        querystring: Type.Object(
          { state: Type.Optional(Type.Unknown({ description: 'The state of the flow.' })) },
          { additionalProperties: true },
        ),
        response: {
          303: Type.Null({ 'x-response-description': 'Signed in or linked; redirects to the return path.' }),
          400: failure('The sign-in is invalid or has expired.'),
          403: failure('The person cancelled, or no account is linked.'),
          409: failure('The identity or the email address belongs to another account.'),
          default: failure('Any other problem.'),
        },
      },
    },
    async (request, reply) => {
      const { cookie, signIns } = parts()
      const { state } = request.query
      const { returnPath, signIn } = await completeFlow(parts(), {
        instance: request.params.id,
        query: queryOf(request.url),
        browserToken: readBrowserToken(request, cookie, state),
        session: await signIns.current(request),
      })
      forgetFlow(request, reply, cookie, state)
      if (signIn !== undefined)
        for (const each of await signIns.start(request, signIn.userId)) reply.header('set-cookie', each)
      return withoutTrace(reply).redirect(returnPath, 303)
    },
  )
}

function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

/** The address of this answer holds the state and the code of the flow. */
function withoutTrace(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
}

/**
 * Leads a browser to a page where a program gets problem details. The page has its own sentence for each code: a link of someone else cannot
 * put words into it.
 */
function showFailure({ hasPages, parts }: RouteContext): onSendAsyncHookHandler {
  return async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type'))
    if (!type.startsWith('application/problem+json') || typeof payload !== 'string') return payload
    withoutTrace(reply)
    addVary(reply, 'Accept')
    if (!hasPages() || !prefersHtml(request.headers.accept)) return payload
    const { code } = JSON.parse(payload) as ProblemDetails
    const session = await parts()
      .signIns.current(request)
      .catch(() => undefined)
    const page = session === undefined ? SIGN_IN_PAGE : SECURITY_PAGE
    reply
      .code(303)
      .removeHeader('content-type')
      .removeHeader('content-length')
      .header('location', `${page}?failed=${encodeURIComponent(code)}`)
    return ''
  }
}
