import { describe, expect, it } from 'vitest'
import { serviceDisabled } from '../simulator/index.ts'
import { classifyRefusal } from '../src/classify.ts'
import { fixture } from './fixture.ts'

const refusal = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers: new Headers(headers),
})
const because = (code: number, status: string, reason: string, metadata: object = {}) => ({
  error: { code, status, message: 'No.', details: [{ '@type': 'other' }, { reason, metadata }] },
})

describe('a refusal of Google’s', () => {
  it('for a scope that was not granted asks the person to grant it', () => {
    expect(classifyRefusal(refusal(403, fixture('error-scope')))).toMatchObject({ code: 'permission_denied' })
  })

  it('while the API is not enabled names the page to enable it to the administrator', () => {
    expect(classifyRefusal(refusal(403, serviceDisabled.body))).toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('https://console.developers.google.com/apis/api/health') as string,
    })
  })

  it.each([
    ['ACCOUNT_NOT_LINKED', /Open the Fitbit or the Google Health app once, signed in with this account/],
    ['ACCOUNT_STATE_INVALID', /Sign in at https:\/\/myaccount\.google\.com/],
    ['USER_BLOCKED_BY_ADMIN', /administrator of this Google Workspace account/],
  ])('that the person can resolve says how: %s', (reason, message) => {
    expect(classifyRefusal(refusal(400, because(400, 'FAILED_PRECONDITION', reason)))).toMatchObject({
      code: 'action_required',
      message: expect.stringMatching(message) as string,
    })
  })

  it.each([
    { code: 400, message: 'Account is not linked.', status: 'FAILED_PRECONDITION' },
    { code: 400, message: 'Account is not linked.', errors: [{ reason: 'failedPrecondition' }] },
    // As it has been seen, without the type of the detail.
    { code: 400, message: 'No.', details: [{ reason: 'ACCOUNT_NOT_LINKED' }] },
  ])('for an account without a profile is recognized in every form: %j', (error) => {
    expect(classifyRefusal(refusal(400, { error }))?.code).toBe('action_required')
  })

  it('of the older form, too', () => {
    const body = {
      error: {
        errors: [{ domain: 'usageLimits', reason: 'accessNotConfigured' }],
        code: 403,
        message: 'Enable it by visiting https://console.developers.google.com/apis/x?project=1 then retry.',
      },
    }
    expect(classifyRefusal(refusal(403, body))).toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('apis/x?project=1 and wait') as string,
    })
  })

  it.each([
    [429, { error: { code: 429, message: 'Resource has been exhausted', status: 'RESOURCE_EXHAUSTED' } }],
    [403, { error: { code: 403, errors: [{ reason: 'userRateLimitExceeded' }] } }],
    [403, because(403, 'PERMISSION_DENIED', 'rateLimitExceeded')],
  ])('for the rate waits a minute, with any status: %d %j', (status, body) => {
    expect(classifyRefusal(refusal(status, body))).toMatchObject({
      code: 'rate_limit',
      retryAfterSeconds: 60,
    })
  })

  it('for the rate with a header uses the header', () => {
    const said = refusal(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }, { 'retry-after': '7' })
    expect(classifyRefusal(said)).toMatchObject({ code: 'rate_limit', retryAfterSeconds: undefined })
  })

  it('of a whole account asks to reconnect', () => {
    const body = because(403, 'PERMISSION_DENIED', 'RESOURCE_PERMISSION_DENIED')
    expect(classifyRefusal(refusal(403, body))).toMatchObject({
      code: 'auth_expired',
      message: expect.stringContaining('connect it again') as string,
    })
  })

  it('of too many days is a bug, and is not retried', () => {
    const body = because(400, 'INVALID_ARGUMENT', 'INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays: '14' })
    expect(classifyRefusal(refusal(400, body))).toMatchObject({
      code: 'invalid_data',
      message: expect.stringContaining('at most 14 days') as string,
      raw: body,
    })
  })

  it.each([
    [401, { error: { code: 401, status: 'UNAUTHENTICATED' } }],
    [500, 'Internal error'],
    [502, '<html></html>'],
    [403, { error: 'text' }],
    [400, because(400, 'INVALID_ARGUMENT', 'SOMETHING_ELSE')],
    [404, null],
  ])('with an unambiguous status is classified by the table of statuses: %d %j', (status, body) => {
    expect(classifyRefusal(refusal(status, body))).toBeUndefined()
  })
})
