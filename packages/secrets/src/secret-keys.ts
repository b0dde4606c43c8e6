import { type ServiceKey, serviceKey } from '@tributary/core'

/** The keys behind the secrets: which there are, and changing them while everything runs. */
export interface SecretKeys {
  describe(): Promise<KeyOverview>
  /**
   * Creates a new data key and reseals every secret with it, in small steps. Resumes an interrupted rotation instead,
   * if there is one. Throws `SECRETS_ROTATION_STOPPED` when the server stops.
   */
  rotate(): Promise<RotationResult>
  /** Wraps the data keys with the new master key. No secret is touched. Throws `SECRETS_NO_NEXT_MASTER_KEY`. */
  rotateMaster(): Promise<MasterRotationResult>
}

/** What there is, without a value of it. */
export interface KeyOverview {
  readonly masterKey: { readonly id: string; readonly source: 'environment' | 'file' }
  /** The newest first. More than one: a rotation is running or was interrupted. */
  readonly dataKeys: readonly {
    readonly id: string
    readonly active: boolean
    readonly createdAt: Date
    /** How many secrets are sealed with it. */
    readonly secrets: number
  }[]
}

export interface RotationResult {
  /** The data key that everything is sealed with now. */
  readonly keyId: string
  /** Whether this went on with an earlier rotation instead of making a key. */
  readonly resumed: boolean
  /** The number of secrets that this call resealed. */
  readonly resealed: number
  /** Secrets that do not open, as `<owner>/<name>`. They stay as they are, and so does their key. */
  readonly unreadable: readonly string[]
}

export interface MasterRotationResult {
  /** The id of the master key that holds from now on. */
  readonly keyId: string
  /** Where it came from: a path, or the name of a variable, whose value has to become `TRIBUTARY_MASTER_KEY`. */
  readonly from: string
  /** The number of rewrapped data keys; 0 when an earlier call had done it. */
  readonly rewrapped: number
}

/** The service `secretKeys`. */
export const secretKeys: ServiceKey<SecretKeys> = serviceKey<SecretKeys>('secretKeys')
