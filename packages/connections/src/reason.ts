import type { ConnectionReason } from '@tributary/integration-host'

/** Why a connection is not `connected`: for programs, and in words for the person. */
export interface Reason {
  readonly code: ConnectionReason
  readonly message: string
}
