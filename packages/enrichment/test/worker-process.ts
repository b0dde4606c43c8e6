// A process that enriches: the database's options in DATABASE_OPTIONS, its data in DATA_DIR. It reports that it is ready.

import { accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { createKernel } from '@tributary/core'
import { type DatabaseOptions, databasePlugin } from '@tributary/database'
import { integrationPlugin } from '@tributary/integration-host'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import { enrichmentPlugin } from '../src/index.ts'
import { filesOf } from './enrichment-server.ts'

const options = JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}') as DatabaseOptions
const now = Number(process.env['NOW'])
const kernel = createKernel({
  plugins: [
    databasePlugin(options),
    accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
    secretsPlugin({ dataDir: process.env['DATA_DIR'] ?? '' }),
    settingsPlugin({}),
    changesPlugin(),
    jobsPlugin({ worker: false }),
    libraryPlugin(),
    enrichmentPlugin({ now: () => now, lookMilliseconds: 20, egressAllow: parseAllowList('127.0.0.1') }),
    integrationPlugin(filesOf('music')),
  ],
})
await kernel.boot()
process.send?.('ready')
