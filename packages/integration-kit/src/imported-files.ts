import type { FileImportOptions } from './auth.ts'
import type { IntegrationDefinition } from './integration.ts'

/** The files that an integration imports, be they all it gets or something besides its account. */
export function importedFiles({ auth, fileImport }: IntegrationDefinition): FileImportOptions | undefined {
  return auth.kind === 'fileImport' ? auth : fileImport
}
