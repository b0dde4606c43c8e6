// One of the processes that enrich: the database's options in DATABASE_OPTIONS, its data in DATA_DIR, the addresses of the simulators in
// ENDPOINTS, the clock in CLOCK. It reports that it is ready.

import { accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { connectionsPlugin } from '@tributary/connections'
import { createKernel } from '@tributary/core'
import { type DatabaseOptions, databasePlugin } from '@tributary/database'
import { enrichmentPlugin } from '@tributary/enrichment'
import { integrationPlugin } from '@tributary/integration-host'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import { readYearClock, type YearClock } from './year-clock.ts'
import { YEAR_INTEGRATIONS } from './year-library.ts'

const read = <T>(name: string) => JSON.parse(process.env[name] ?? '{}') as T
const clock = read<YearClock>('CLOCK')
const now = () => readYearClock(clock)
const outgoing = {
  endpoints: read<Record<string, string>>('ENDPOINTS'),
  egressAllow: parseAllowList('127.0.0.1'),
}
const publicUrl = 'http://127.0.0.1:3999'
const kernel = createKernel({
  plugins: [
    databasePlugin(read<DatabaseOptions>('DATABASE_OPTIONS')),
    accountsPlugin({ publicUrl }),
    secretsPlugin({ dataDir: process.env['DATA_DIR'] ?? '' }),
    settingsPlugin({ environment: process.env, ...outgoing }),
    notificationsPlugin(),
    changesPlugin(),
    connectionsPlugin({ publicUrl, ...outgoing }),
    // The limits of requests are kept in real time.
    jobsPlugin({ worker: false }),
    metricsPlugin(),
    libraryPlugin(),
    enrichmentPlugin({ now, lookMilliseconds: 50, ...outgoing }),
    ...YEAR_INTEGRATIONS.map((integration) => integrationPlugin(integration)),
  ],
})
await kernel.boot()
process.send?.('ready')
