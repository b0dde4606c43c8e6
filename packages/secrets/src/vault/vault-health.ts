import type { HealthCheck } from '@tributary/operations'
import type { Vault } from './vault.ts'

/** Degraded: what is in memory is read, and requests that need no secret succeed. */
export function vaultHealth(vault: Pick<Vault, 'problem'>): HealthCheck {
  return {
    name: 'vault',
    cure: 'unseal Vault or restore the connection to it, and check the token or role in VAULT_*',
    async check() {
      const problem = await vault.problem()
      return problem === undefined ? undefined : { cause: problem.replace(/\.$/, '') }
    },
  }
}
