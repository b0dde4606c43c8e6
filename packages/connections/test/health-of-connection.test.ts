import { expect, test } from 'vitest'
import { type ConnectionFacts, healthOf } from '../src/health-of-connection.ts'

const working: ConnectionFacts = {
  status: 'connected',
  syncs: true,
  failures: 0,
  hasError: false,
  hasSynced: true,
  isLate: false,
}

test.each<[string, Partial<ConnectionFacts>, string]>([
  ['works', {}, 'healthy'],
  ['has not synced yet', { hasSynced: false }, 'unknown'],
  ['has nothing to sync', { syncs: false, hasSynced: false, isLate: true }, 'healthy'],
  ['had rejected records in its last run', { hasError: true }, 'degraded'],
  ['failed once', { hasError: true, failures: 1 }, 'degraded'],
  ['failed three times', { hasError: true, failures: 3 }, 'unhealthy'],
  ['has not succeeded for three intervals', { isLate: true }, 'degraded'],
  ['has never succeeded in three intervals', { isLate: true, hasSynced: false }, 'degraded'],
  ['lacks a permission', { status: 'needs_permission' }, 'degraded'],
  ['lacks a permission and fails', { status: 'needs_permission', failures: 3 }, 'unhealthy'],
  ['has ended', { status: 'needs_reauth' }, 'unhealthy'],
  ['waits for the person', { status: 'needs_action' }, 'unhealthy'],
  ['was paused after failures', { status: 'paused', hasError: true, failures: 10 }, 'unhealthy'],
  ['was paused by the person', { status: 'paused' }, 'unknown'],
  ['was disconnected', { status: 'disconnected', hasError: true }, 'unknown'],
  ['belongs to an integration that is down', { syncs: undefined }, 'unknown'],
])('a connection that %s', (_, facts, health) => {
  expect(healthOf({ ...working, ...facts })).toBe(health)
})
