import { IntegrationError } from '@tributary/integration-kit'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { decideOutcome, decideRun, type RunState } from '../src/engine/decide-outcome.ts'
import { MAX_FAILURES } from '../src/index.ts'

const fresh: RunState = { failures: 0, hasPages: false, random: 0 }
const decide = (error: unknown, state: Partial<RunState> = {}) => decideOutcome(error, { ...fresh, ...state })

describe('the error table', () => {
  it('ends a job whose sign-in has expired for good', () => {
    expect(decide(new IntegrationError('auth_expired', 'Connect again.'))).toMatchObject({
      kind: 'end',
      status: 'failed',
      error: { code: 'auth_expired', message: 'Connect again.' },
    })
  })

  it.each([
    [30, 30],
    [0, 2],
    [undefined, 60],
    [Number.NaN, 60],
    [-5, 2],
    [Number.POSITIVE_INFINITY, 86_400],
  ])('waits for a rate limit as requested: %s becomes %s s, and no failure', (said, seconds) => {
    const limit = new IntegrationError(
      'rate_limit',
      'Too many.',
      said === undefined ? {} : { retryAfterSeconds: said },
    )
    expect(decide(limit, { failures: 4 })).toMatchObject({ kind: 'defer', seconds, countsAsFailure: false })
  })

  it('keeps the pages of a partial sync', () => {
    expect(decide(new IntegrationError('partial_sync', 'Later.'))).toMatchObject({
      kind: 'end',
      status: 'partial',
    })
  })

  it('backs off exponentially from a failing provider, and finally gives up', () => {
    const trouble = new IntegrationError('upstream', 'Down.')
    const waits = Array.from({ length: MAX_FAILURES }, (_, failures) => decide(trouble, { failures }))
    expect(waits.map((wait) => (wait.kind === 'defer' ? wait.seconds : wait.status))).toEqual([
      5,
      10,
      20,
      40,
      'failed',
    ])
    expect(waits[0]).toMatchObject({ countsAsFailure: true })
  })

  it('adds up to half of the delay as jitter', () => {
    const trouble = new IntegrationError('upstream', 'Down.')
    expect(decide(trouble, { random: 0.5 })).toMatchObject({ seconds: 6.25 })
    expect(decide(trouble, { random: 1 })).toMatchObject({ seconds: 7.5 })
  })

  it('waits longer if a failing provider requests it', () => {
    const trouble = new IntegrationError('upstream', 'Down.', { retryAfterSeconds: 90 })
    expect(decide(trouble)).toMatchObject({ seconds: 90 })
  })

  it('does not retry invalid data; partial or failed depends on what was kept', () => {
    const invalid = new IntegrationError('invalid_data', 'Not JSON.')
    expect(decide(invalid)).toMatchObject({ kind: 'end', status: 'failed' })
    expect(decide(invalid, { hasPages: true })).toMatchObject({ kind: 'end', status: 'partial' })
  })

  it('names the missing scopes', () => {
    const denied = new IntegrationError('permission_denied', 'Allow it.', {
      missingScopes: ['sleep', 'heart'],
    })
    expect(decide(denied)).toMatchObject({
      status: 'failed',
      error: { code: 'permission_denied', message: 'Allow it. Missing: sleep, heart.' },
    })
  })

  it('names the scopes of the stream if the provider names none, alternatives as the connection shows them', () => {
    const stream = {
      id: 'runs',
      kind: 'event',
      displayName: 'Runs',
      recordSchema: Type.Unknown(),
      scopes: ['sleep', ['runs:read', 'runs:read_all']],
    }
    const error = new IntegrationError('permission_denied', 'Allow it.')
    expect(decideRun([{ stream, error }], fresh)).toMatchObject({
      error: { missingScopes: ['sleep', 'runs:read or runs:read_all'] },
    })
  })

  it('reports the position of a fault in a file', () => {
    const wrong = new IntegrationError('file_parse_error', 'A quote is open.', { line: 7, column: 3 })
    expect(decide(wrong)).toMatchObject({ status: 'failed', error: { line: 7, column: 3 } })
  })

  it('retries unknown errors, and hides their details', () => {
    const outcome = decide(new TypeError('password hunter2'))
    expect(outcome).toMatchObject({ kind: 'defer', countsAsFailure: true, error: { code: 'internal' } })
    expect(JSON.stringify(outcome)).not.toContain('hunter2')
    expect(decide('thrown text', { failures: MAX_FAILURES - 1 })).toMatchObject({
      kind: 'end',
      status: 'failed',
    })
  })
})
