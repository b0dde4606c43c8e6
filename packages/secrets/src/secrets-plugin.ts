import { auditLog, auditLogOf } from '@tributary/audit'
import { authenticator, type Plugin, type PluginContext, ProblemError } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { healthChecks } from '@tributary/operations'
import { DatabaseSecretKeys } from './database-secret-keys.ts'
import { DatabaseSecretStore } from './database-secret-store.ts'
import { openKeyring } from './first-start.ts'
import { countRetiredKeys } from './key-store.ts'
import { Keyring } from './keyring.ts'
import { type MasterKeyOptions, MasterKeySource } from './master-key-source.ts'
import { createSecrets } from './migrations/0001-create-secrets.ts'
import { referToVault } from './migrations/0002-refer-to-vault.ts'
import { nameVaultFolders } from './migrations/0003-name-vault-folders.ts'
import { moveSecrets } from './move-secrets.ts'
import { keyRoutes } from './routes/key-routes.ts'
import { SealedValues } from './sealed-values.ts'
import { secretKeys } from './secret-keys.ts'
import { type SecretPlace, secretMove } from './secret-move.ts'
import { secretStore } from './secret-store.ts'
import { secretsErrors } from './secrets-errors.ts'
import type { SecretsTables } from './tables.ts'
import { Vault } from './vault/vault.ts'
import { vaultHealth } from './vault/vault-health.ts'
import type { VaultOptions } from './vault/vault-options.ts'

/** Options set by the operator. */
export interface SecretsOptions extends MasterKeyOptions {
  /** Where secrets can be read from beside the database. */
  readonly vault?: VaultOptions | undefined
  /** Where secrets are written. Default `sealed`: the database. */
  readonly writes?: SecretPlace | undefined
}

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
  let vault: Vault | undefined
  const tables = (context: PluginContext) => context.getService(database).tables<SecretsTables>()
  return {
    name: 'secrets',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Secrets',
      description: 'Keeps credentials and other secrets, sealed in the database or in Vault.',
      author: 'The Tributary authors',
      tags: ['security'],
    },
    essential: true,
    uses: [database, authenticator],
    usesIfPresent: [auditLog],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-secrets': createSecrets,
        '0002-refer-to-vault': referToVault,
        '0003-name-vault-folders': nameVaultFolders,
      })
      vault =
        options.vault === undefined
          ? undefined
          : new Vault(options.vault, () => tables(context), context.logger)
      if (vault !== undefined) context.contribute(healthChecks, vaultHealth(vault))
      const storeFor = (asking: PluginContext, writes: SecretPlace | undefined) =>
        new DatabaseSecretStore({
          db: () => tables(asking),
          sealed: new SealedValues(keyring),
          vault: vault?.backend,
          writes,
        })
      context.registerService(secretStore, (asking) => storeFor(asking, options.writes))
      context.registerService(secretMove, (asking) => ({
        async moveTo(place) {
          if (vault === undefined)
            throw new ProblemError(secretsErrors.SECRETS_NO_VAULT, {
              detail: 'Set VAULT_ADDR, and how to sign in there.',
            })
          return moveSecrets(asking.getService(database), storeFor(asking, place), place)
        },
      }))
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
      vault?.start()
    },
    async stop() {
      stopping.abort()
      await vault?.stop()
    },
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
