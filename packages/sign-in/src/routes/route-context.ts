import type { CountAttempt } from '@tributary/accounts'
import type { SignInParts } from '../parts.ts'

export interface RouteContext {
  readonly parts: () => SignInParts
  /** Counts a flow that is begun or ended from an address. */
  readonly countAttempt: CountAttempt
  readonly hasPages: () => boolean
  /** As a `data:` URI. */
  readonly iconOf: (plugin: string) => string | null
}
