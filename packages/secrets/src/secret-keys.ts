import { type ServiceKey, serviceKey } from '@tributary/core'

/** The keys of the secrets: lists and rotates them while the server runs. */
export interface SecretKeys {
  describe(): Promise<KeyOverview>
  /**
   * Creates a new data key and reseals every secret with it, in small steps. Resumes an interrupted rotation instead,
   * if there is one. Throws `SECRETS_ROTATION_STOPPED` when the server stops.
   */
  rotate(): Promise<RotationResult>
  /** Wraps the data keys with the new master key. Does not change secrets. Throws `SECRETS_NO_NEXT_MASTER_KEY`. */
  rotateMaster(): Promise<MasterRotationResult>
}

/** The keys without their values. */
export interface KeyOverview {
  readonly masterKey: { readonly id: string; readonly source: 'environment' | 'file' }
  /** Newest first. Several while a rotation is running or after it was interrupted. */
  readonly dataKeys: readonly {
    readonly id: string
    readonly active: boolean
    readonly createdAt: Date
    /** The number of secrets sealed with it. */
    readonly secrets: number
  }[]
}

export interface RotationResult {
  /** The active data key. */
  readonly keyId: string
  /** Whether this call resumed an earlier rotation instead of creating a key. */
  readonly resumed: boolean
  /** The number of secrets that this call resealed. */
  readonly resealed: number
  /** Secrets that do not open, as `<owner>/<name>`. They and their key are kept unchanged. */
  readonly unreadable: readonly string[]
}

export interface MasterRotationResult {
  /** The id of the new master key. */
  readonly keyId: string
  /** Its source: a path, or the name of the variable whose value must become `TRIBUTARY_MASTER_KEY`. */
  readonly from: string
  /** The number of rewrapped data keys; 0 if an earlier call had done it. */
  readonly rewrapped: number
}

/** The service `secretKeys`. */
export const secretKeys: ServiceKey<SecretKeys> = serviceKey<SecretKeys>('secretKeys')
