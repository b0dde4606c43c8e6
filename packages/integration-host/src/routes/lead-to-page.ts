import type { ProblemDetails } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyReply } from 'fastify'
import { pathOf, sentenceOf } from './failure-page.ts'

/** The cookie that carries the failure to the page. */
export const FAILURE_COOKIE = 'tributary.connect_failure'

/** As long as a flow may take. */
const COOKIE_SECONDS = 600
/** A browser keeps cookies up to 4 kB, and the sentence is encoded. */
const LONGEST_SENTENCE = 600

interface Failure {
  readonly definition: IntegrationDefinition
  readonly problem: ProblemDetails
  /** Whether the server is reached by HTTPS. */
  readonly secure: boolean
}

/**
 * Redirects a browser to the page where the person began. The sentence travels in a cookie instead of the address: a link of someone else
 * cannot put words into the page.
 */
export function leadToPage(reply: FastifyReply, { definition, problem, secure }: Failure): string {
  const { name, displayName } = definition
  const { code, status, instance } = problem
  const failure = {
    integration: name,
    code,
    sentence: sentenceOf(displayName, problem).slice(0, LONGEST_SENTENCE),
    ...(status >= 500 && instance !== undefined ? { reference: instance } : {}),
  }
  const value = Buffer.from(JSON.stringify(failure)).toString('base64url')
  const attributes = [
    'Path=/',
    `Max-Age=${COOKIE_SECONDS}`,
    'SameSite=Lax',
    // Read by the page, so not `HttpOnly`; it holds nothing secret.
    ...(secure ? ['Secure'] : []),
  ]
  reply
    .code(303)
    .removeHeader('content-type')
    .removeHeader('content-length')
    .header('set-cookie', [`${FAILURE_COOKIE}=${value}`, ...attributes].join('; '))
    .header('location', pageOf(name, problem))
  return ''
}

/** The connection that was to be renewed, or else the integration. */
function pageOf(name: string, problem: ProblemDetails): string {
  const begun = new URL(pathOf(problem), 'http://here.invalid').pathname
  const path = /^\/connections\/[\w-]+$/.test(begun) ? begun : `/integrations/${encodeURIComponent(name)}`
  return `${path}?failed=${encodeURIComponent(problem.code)}`
}
