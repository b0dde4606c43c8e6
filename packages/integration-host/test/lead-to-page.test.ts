import type { ProblemDetails } from '@tributary/core'
import { defineIntegration } from '@tributary/integration-kit'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { FAILURE_COOKIE, leadToPage } from '../src/routes/lead-to-page.ts'

const { definition } = defineIntegration({
  name: 'bay',
  version: '1.0.0',
  displayName: 'Bay',
  description: 'For tests.',
  streams: [],
})

async function answer(more: Partial<ProblemDetails> = {}, secure = false) {
  const app = fastify()
  const problem: ProblemDetails = {
    type: 'urn:tributary:problem:some',
    title: 'Access was not granted',
    status: 403,
    code: 'CONNECTIONS_DENIED',
    detail: 'You did not allow access at Bay.',
    ...more,
  }
  app.get('/', {
    onSend: async (_request, reply) => leadToPage(reply, { definition, problem, secure }),
    handler: async (_request, reply) => reply.code(403).type('application/problem+json').send('{}'),
  })
  const { statusCode, headers, body } = await app.inject('/')
  const cookie = String(headers['set-cookie'])
  const [, value = ''] = new RegExp(`^${FAILURE_COOKIE}=([\\w-]+);`).exec(cookie) ?? []
  return {
    statusCode,
    headers,
    body,
    cookie,
    failure: JSON.parse(Buffer.from(value, 'base64url').toString()),
  }
}

test('leads a browser to the page of the integration, with the sentence in a cookie', async () => {
  const { statusCode, headers, body, failure, cookie } = await answer()
  expect({ statusCode, body }).toEqual({ statusCode: 303, body: '' })
  expect(headers.location).toBe('/integrations/bay?failed=CONNECTIONS_DENIED')
  expect(headers['content-type']).toBeUndefined()
  expect(failure).toEqual({
    integration: 'bay',
    code: 'CONNECTIONS_DENIED',
    sentence: 'You did not allow access at Bay.',
  })
  expect(cookie).not.toContain('Secure')
  expect((await answer({}, true)).cookie).toContain('; Secure')
})

test('leads back to the connection that was to be renewed', async () => {
  const { headers } = await answer({ returnPath: '/connections/0199-7?from=bay' })
  expect(headers.location).toBe('/connections/0199-7?failed=CONNECTIONS_DENIED')
})

test.each([
  'https://evil.example/connections/1',
  '//evil.example/connections/1',
  '/\\evil.example',
  '/connections/..//evil.example',
  '/api/bay',
  '/library',
  7,
])('does not follow the return path %s', async (returnPath) => {
  expect((await answer({ returnPath })).headers.location).toBe('/integrations/bay?failed=CONNECTIONS_DENIED')
})

test("a provider's words stay in a cookie of limited size that no browser misreads", async () => {
  const hostile = `"><script>alert('x')</script>; Path=/evil; Domain=evil.example\r\nSet-Cookie: a=b ${'ü'.repeat(5000)}`
  const { headers, cookie, failure } = await answer({ detail: hostile })
  expect(cookie).toMatch(/^[\w.]+=[\w-]+; Path=\/; Max-Age=600; SameSite=Lax$/)
  expect(cookie.length).toBeLessThan(4000)
  expect(failure.sentence).toBe(hostile.slice(0, 600))
  expect(headers.location).toBe('/integrations/bay?failed=CONNECTIONS_DENIED')
})

test('names the place in the log when it is the fault of the server', async () => {
  expect((await answer({ status: 500, instance: 'urn:uuid:7' })).failure).toMatchObject({
    reference: 'urn:uuid:7',
  })
})
