import type { Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { healthChecks } from '../health/health-check.ts'

/**
 * Example: a plugin that adds to what another plugin shows.
 *
 * It has no routes. It hands one health check to the contribution point of the operations plugin, so that
 * `/health/ready` answers 503 while the database does not answer.
 */
export function databaseHealthCheck(): Plugin {
  return {
    name: 'database-health',
    version: '0.1.0',
    // The kernel refuses to boot this plugin before, or without, the one named here.
    dependsOn: ['database'],
    registerServices(context) {
      context.contribute(healthChecks, {
        name: 'database',
        critical: true,
        // Resolved when the check runs and not here: in phase 1, services are registered but not yet started.
        check: () => context.getService(database).check(),
      })
    },
  }
}
