import type { PluginApp } from '@tributary/core'
import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import type { Names } from '../check/known-members.ts'
import type { ConnectRoutes } from './connect-routes.ts'

/** One way to connect an account: how a definition is checked, and the routes that it gets. */
export interface AuthStrategy<A extends Auth = Auth> {
  /** Whether people connect an account of theirs. */
  readonly hasAccount: boolean
  /** What a definition may say of this kind of auth, and nothing else. */
  readonly members: Names<A>
  /** A sentence for each mistake of the author, with what to change. */
  mistakes(definition: IntegrationDefinition, auth: A): Iterable<string>
  addConnectRoutes(app: PluginApp, context: ConnectRoutes, auth: A): void
  /** The form that the person fills in, if there is one, and how they obtain what it asks for. */
  form(auth: A): { readonly fields: TObject; readonly howTo: readonly string[] } | undefined
}
