import { CONTRACT, type Integration, type IntegrationDefinition } from './integration.ts'

/**
 * Declares an integration. The server makes a plugin of it, with all the standard routes; a definition that cannot work is refused at the
 * boot with what to change.
 *
 * @example
 * export const netflix = defineIntegration({
 *   name: 'netflix', displayName: 'Netflix', version: '1.0.0', description: '…',
 *   files: fileImport({ accept: ['.csv'], maxBytes: 100 * 1024 * 1024, howTo: ['…'] }),
 *   streams: [viewingHistory],
 * })
 */
export function defineIntegration<Prepared = undefined>(
  definition: IntegrationDefinition<Prepared>,
): Integration {
  return Object.freeze({ contract: CONTRACT, definition })
}
