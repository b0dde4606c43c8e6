import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { TObject } from 'typebox'
import { findAuthStrategy } from './auth-strategies.ts'

/** The forms that a person fills in, without values. */
export interface ConnectionForms {
  /** The credentials of the account, typed or copied. */
  readonly credentials: TObject | undefined
  /** The settings of a connection. */
  readonly connection: TObject | undefined
  /** The options of an import of files. */
  readonly importOptions: TObject | undefined
}

/** The forms of an integration for people. */
export function connectionFormsOf(definition: IntegrationDefinition): ConnectionForms {
  return {
    credentials: findAuthStrategy(definition)?.form()?.fields,
    connection: definition.connection,
    importOptions: definition.files?.options,
  }
}
