import { addVary, PROBLEM_SCHEMA, type ProblemDetails } from '@tributary/core'
import type { onSendAsyncHookHandler } from 'fastify'
import { Type } from 'typebox'
import type { ConnectRoutes } from '../auth/connect-routes.ts'
import { FAILURE_PAGE_POLICY, failurePage } from './failure-page.ts'
import { leadToPage } from './lead-to-page.ts'
import { prefersHtml } from './prefers-html.ts'

/**
 * For a route that people come to in their browser: leads them to a page where a program gets problem details; without pages, shows them HTML
 * without scripts, with the same status. Looks at what is about to be sent, so that it covers whatever refuses a request, the kernel included.
 */
export function showFailure(context: ConnectRoutes): onSendAsyncHookHandler {
  const { definition, connectionService, hasPages } = context
  return async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type'))
    if (!type.startsWith('application/problem+json') || typeof payload !== 'string') return payload
    addVary(reply, 'Accept')
    if (!prefersHtml(request.headers.accept)) return payload
    const problem = JSON.parse(payload) as ProblemDetails
    reply
      .header('cache-control', 'no-store')
      // The address of this answer holds the state and the code of the flow.
      .header('referrer-policy', 'no-referrer')
    if (hasPages()) {
      const { secure } = connectionService().browserCookie
      return leadToPage(reply, { definition, problem, secure })
    }
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', FAILURE_PAGE_POLICY)
      .header('x-content-type-options', 'nosniff')
    return failurePage(definition.displayName, problem)
  }
}

const failure = (what: string) => ({
  description: `${what} Browsers are redirected to a page with the problem (303); without pages they get HTML.`,
  content: {
    'application/problem+json': { schema: PROBLEM_SCHEMA },
    'text/html': { schema: Type.String() },
  },
})

/** What such a route documents as its failures. */
export const shownFailures = {
  400: failure('This sign-in link is invalid or has expired.'),
  401: failure('Not signed in.'),
  403: failure('Access was denied, at the provider or here.'),
  409: failure('The provider rejected the connection, or another account is connected.'),
  default: failure('Any other problem.'),
} as const
