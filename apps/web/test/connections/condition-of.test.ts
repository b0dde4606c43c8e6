import type { ConnectionsConnection, JobsImportJob } from '@tributary/client'
import { expect, test } from 'vitest'
import { conditionOf } from '../../src/components/connection-state/condition-of.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const LATER = '2026-11-29T10:00:00.000Z'

const connection = (more: Partial<ConnectionsConnection> = {}) => ({
  id: 'one',
  status: 'connected' as const,
  reason: null,
  reasonCode: null,
  missingScopes: [],
  lastError: null,
  ...more,
})

/** Only what the condition is read from. */
const waitingFor = (code: string, more: Partial<JobsImportJob> = {}) =>
  ({ connectionId: 'one', runAfter: LATER, error: { code, message: 'Why.' }, ...more }) as JobsImportJob

test.each<[string, Partial<ConnectionsConnection>, object]>([
  ['well', {}, { kind: 'well' }],
  ['revoked', { status: 'needs_reauth' }, { kind: 'revoked', action: 'reconnect' }],
  [
    'missing a scope',
    { status: 'needs_permission', missingScopes: ['sleep'] },
    { action: 'grant', scopes: ['sleep'] },
  ],
  [
    'waiting for an act',
    { status: 'needs_action', reason: 'Accept.' },
    { action: 'sync', reason: 'Accept.' },
  ],
  [
    'paused by the person',
    { status: 'paused', reason: 'Paused by you.', reasonCode: 'paused_by_user' },
    { action: 'resume', reasonCode: 'paused_by_user' },
  ],
  [
    'paused by the server',
    { status: 'paused', reason: 'It ended.' },
    { action: 'resume', reason: 'It ended.' },
  ],
  ['disconnected', { status: 'disconnected' }, { kind: 'disconnected', action: 'reconnect' }],
  ['down', { lastError: { code: 'upstream', message: 'No.' } }, { kind: 'down', until: null }],
  [
    'failed',
    { lastError: { code: 'invalid_data', message: 'No.' } },
    { kind: 'failed', error: { code: 'invalid_data' } },
  ],
])('a connection that is %s', (_name, more, expected) => {
  expect(conditionOf(connection(more), { now: NOW })).toMatchObject(expected)
})

test('a rate limit is waited for, even beside another fault', () => {
  const waiting = [waitingFor('upstream', { runAfter: '2026-11-28T12:01:00.000Z' }), waitingFor('rate_limit')]
  const lastError = { code: 'upstream', message: 'No.' }
  expect(conditionOf(connection({ lastError }), { waiting, now: NOW })).toEqual({
    kind: 'limited',
    action: 'wait',
    until: LATER,
  })
})

test('a rate limit that is over, or of another connection, does not count', () => {
  const past = waitingFor('rate_limit', { runAfter: '2026-11-28T11:59:00.000Z' })
  const other = waitingFor('rate_limit', { connectionId: 'other' })
  expect(conditionOf(connection(), { waiting: [past, other], now: NOW })).toMatchObject({ kind: 'well' })
})

test('a withdrawn consent comes before what waits', () => {
  const revoked = connection({ status: 'needs_reauth' })
  expect(conditionOf(revoked, { waiting: [waitingFor('rate_limit')], now: NOW })).toMatchObject({
    kind: 'revoked',
  })
})

test('a provider that does not answer is tried again at the next attempt', () => {
  expect(conditionOf(connection(), { waiting: [waitingFor('upstream')], now: NOW })).toEqual({
    kind: 'down',
    action: 'sync',
    until: LATER,
  })
})
