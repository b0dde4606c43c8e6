import { accountsPlugin } from '@tributary/accounts'
import { createKernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { secretStore, secretsPlugin } from '../src/index.ts'

const diary: Plugin = {
  name: 'diary',
  version: '1.0.0',
  uses: [secretStore],
  async start(context) {
    const store = context.getService(secretStore)
    const reference = { owner: 'diary', name: 'token' }
    if ((await store.read(reference)) === undefined) await store.write(reference, 'a token')
  },
}

export const kernel = createKernel({
  plugins: [
    databasePlugin({ dataDir: './data' }),
    accountsPlugin({ publicUrl: 'http://127.0.0.1:3000' }),
    secretsPlugin({ dataDir: './data' }),
    diary,
  ],
})
