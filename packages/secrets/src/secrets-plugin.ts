import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { DatabaseSecretKeys } from './database-secret-keys.ts'
import { openKeyring } from './first-start.ts'
import { countRetiredKeys } from './key-store.ts'
import { Keyring } from './keyring.ts'
import { type MasterKeyOptions, MasterKeySource } from './master-key-source.ts'
import { createSecrets } from './migrations/0001-create-secrets.ts'
import { keyRoutes } from './routes/key-routes.ts'
import { SealedSecretStore } from './sealed-secret-store.ts'
import { secretKeys } from './secret-keys.ts'
import { secretStore } from './secret-store.ts'
import type { SecretsTables } from './tables.ts'

/** Options set by the operator. */
export type SecretsOptions = MasterKeyOptions

/**
 * Stores secrets sealed in the database. A missing or wrong master key stops the boot with what to do, since no connection
 * would work without it.
 *
 * @example
 * secretsPlugin({ dataDir: './data' })
 */
export function secretsPlugin(options: SecretsOptions): Plugin {
  const source = new MasterKeySource(options)
  const keyring = new Keyring(source)
  let stopping = new AbortController()
  const tables = (context: PluginContext) => context.getService(database).tables<SecretsTables>()
  return {
    name: 'secrets',
    version: '0.1.0',
    essential: true,
    uses: [database, authenticator],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-secrets': createSecrets })
      context.registerService(secretStore, (asking) => new SealedSecretStore(() => tables(asking), keyring))
      context.registerService(
        secretKeys,
        (asking) =>
          new DatabaseSecretKeys({
            database: asking.getService(database),
            keyring,
            source,
            signal: () => stopping.signal,
          }),
      )
    },
    configureRoutes: (context) => ({
      admin: (app) =>
        keyRoutes(app, { keys: () => context.getService(secretKeys), audit: auditLogOf(context) }),
    }),
    openapiSchema: () => ({ description: 'The keys that secrets are sealed with. No route shows a secret.' }),
    async start(context) {
      stopping = new AbortController()
      const { createdNewKeys } = await openKeyring(context.getService(database), { keyring, source })
      if (createdNewKeys)
        context.logger.warn('new keys created: set client secrets and connect accounts again')
      await warnOfHalfRotations(context)
    },
    stop: () => stopping.abort(),
  }

  async function warnOfHalfRotations(context: PluginContext): Promise<void> {
    if ((await countRetiredKeys(tables(context))) > 0) {
      context.logger.warn(
        'rotation of the data key is unfinished: POST /api/admin/secrets/data-keys/rotate resumes it',
      )
    }
    if (keyring.master.from === 'TRIBUTARY_MASTER_KEY_NEW') {
      context.logger.warn(
        'master key changed: set TRIBUTARY_MASTER_KEY to the value of TRIBUTARY_MASTER_KEY_NEW, then unset the latter',
      )
    }
  }
}
