import { serviceKey } from '@tributary/core'

/** Where the values of secrets are: sealed in the database, or in Vault. */
export type SecretPlace = 'sealed' | 'vault'

export interface MoveResult {
  readonly moved: number
  /** Secrets that cannot be read, as `<owner>/<name>`. They stay where they are. */
  readonly unreadable: readonly string[]
}

/** Moves secrets between the database and Vault while the server runs. */
export interface SecretMove {
  /**
   * Moves all secrets there. Called again after an interruption, it goes on.
   *
   * @throws ProblemError `SECRETS_NO_VAULT` without `VAULT_ADDR`; `SECRETS_VAULT_UNAVAILABLE`, `SECRETS_VAULT_REFUSED`
   */
  moveTo(place: SecretPlace): Promise<MoveResult>
}

/** The service `secretMove`. */
export const secretMove = serviceKey<SecretMove>('secretMove')
