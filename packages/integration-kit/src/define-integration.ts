import type { TObject } from 'typebox'
import { CONTRACT, type Integration, type TypedDefinition } from './integration.ts'

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
export function defineIntegration<
  Config extends TObject = TObject,
  Connection extends TObject = TObject,
  // Streams are compared with it before the result of an inline `prepare` is inferred, so it has to fit them all.
  Prepared = never,
>(definition: TypedDefinition<Config, Connection, Prepared>): Integration {
  return Object.freeze({ contract: CONTRACT, definition: { streams: [], ...definition } })
}
