/** How this server reaches and signs in to Vault or OpenBao. */
export interface VaultOptions {
  /** `https://vault.example.org:8200`. Several are the nodes of one cluster: a standby's redirect to another host is refused. */
  readonly addresses: readonly string[]
  /** The KV v2 engine. Default `secret`. */
  readonly mount?: string | undefined
  /** Before the path of each secret. Default `tributary`. */
  readonly prefix?: string | undefined
  readonly namespace?: string | undefined
  readonly auth: VaultAuth
}

export type VaultAuth =
  | { readonly method: 'token'; readonly token: string }
  | {
      readonly method: 'approle'
      readonly roleId: string
      readonly secretId: string
      /** Default `approle`. */
      readonly mount?: string | undefined
    }
  | {
      readonly method: 'kubernetes'
      readonly role: string
      /** Read at each sign-in, since projected tokens rotate. Default: that of the service account. */
      readonly jwtFile?: string | undefined
      /** Default `kubernetes`. */
      readonly mount?: string | undefined
    }

export const DEFAULT_MOUNT = 'secret'
export const DEFAULT_PREFIX = 'tributary'
export const DEFAULT_JWT_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token'
