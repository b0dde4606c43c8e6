// One of several processes over one database: `refresh-process.ts <issuer> <client secret>`, the database's options in
// DATABASE_OPTIONS, the master key in MASTER_KEY. For each message { connectionId, callers } it has so many callers ask for credentials at once, and answers
// with the different authorizations and errors they got.

import { accountsPlugin } from '@tributary/accounts'
import { connectionAccess, connectionsPlugin } from '@tributary/connections'
import { createKernel } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { integrationPlugin } from '@tributary/integration-host'
import { isIntegrationError } from '@tributary/integration-kit'
import { jobsPlugin } from '@tributary/jobs'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import { harbor } from './harbor.ts'

const [, , issuer = '', clientSecret = ''] = process.argv
const options = JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}') as { dataDir: string }
const publicUrl = 'http://127.0.0.1:3999'
const kernel = createKernel({
  plugins: [
    databasePlugin(options),
    accountsPlugin({ publicUrl }),
    secretsPlugin({ dataDir: options.dataDir, masterKey: process.env['MASTER_KEY'] }),
    settingsPlugin({ environment: { ONE_CLIENT_ID: 'client-one', ONE_CLIENT_SECRET: clientSecret } }),
    notificationsPlugin(),
    connectionsPlugin({ publicUrl, egressAllow: parseAllowList('127.0.0.1') }),
    jobsPlugin({ worker: false }),
    integrationPlugin(harbor('one', issuer)),
  ],
})
await kernel.boot()

process.on('message', (message) => {
  const { connectionId, callers } = message as { connectionId: string; callers: number }
  void ask(connectionId, callers).then((answer) => process.send?.(answer))
})
process.send?.('ready')

async function ask(
  connectionId: string,
  callers: number,
): Promise<{ authorizations: string[]; errors: string[] }> {
  const access = kernel.getService(connectionAccess)
  const authorizers = await Promise.all(
    Array.from({ length: callers }, async () => (await access.open(connectionId))?.authorizer),
  )
  const settled = await Promise.allSettled(authorizers.map(async (authorizer) => authorizer?.authorize()))
  const authorizations = settled.flatMap((each) =>
    each.status === 'fulfilled' ? [each.value?.headers['authorization'] ?? 'none'] : [],
  )
  const errors = settled.flatMap((each) => {
    if (each.status === 'fulfilled') return []
    return [isIntegrationError(each.reason) ? each.reason.code : String(each.reason)]
  })
  return { authorizations: [...new Set(authorizations)], errors: [...new Set(errors)] }
}
