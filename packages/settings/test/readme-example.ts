import { accountsPlugin } from '@tributary/accounts'
import { createKernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { configurations, settings } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import { secretsPlugin } from '@tributary/secrets'
import { Type } from 'typebox'
import { settingsPlugin } from '../src/index.ts'

const player: Plugin = {
  name: 'player',
  version: '1.0.0',
  uses: [settings],
  registerServices(context) {
    const schema = Type.Object({
      clientId: field.text({ label: 'Client ID', env: 'PLAYER_CLIENT_ID' }),
      clientSecret: field.secret({ label: 'Client secret', env: 'PLAYER_CLIENT_SECRET' }),
      days: field.integer({ label: 'Days', default: 7, minimum: 1 }),
    })
    context.contribute(configurations, { schema })
  },
  async start(context) {
    const values = await context.getService(settings).read('player')
    context.logger.info(values === undefined ? 'not configured yet' : 'ready to play')
  },
}

export const kernel = createKernel({
  plugins: [
    databasePlugin({ dataDir: './data' }),
    accountsPlugin({ publicUrl: 'http://127.0.0.1:3000' }),
    secretsPlugin({ dataDir: './data' }),
    settingsPlugin({ environment: process.env }),
    player,
  ],
})
