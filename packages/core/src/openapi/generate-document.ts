import type { FastifyInstance } from 'fastify'
import type { PluginRecord } from '../plugin-record.ts'
import type { GeneratedDocument } from './merge-document.ts'

/**
 * The current route of the generator, and the plugins to read: routes of quarantined plugins may be what broke them.
 */
export interface Generation {
  current: string | undefined
  readonly included: Set<string>
}

/**
 * Generates the document of one Fastify instance from its routes. A route whose schema the generator cannot read quarantines its plugin
 * instead of failing the document: the generator stops at that route, the plugin is refused, and the document is generated again without
 * it.
 */
export function generateDocument(
  app: FastifyInstance,
  given: {
    generation: Generation
    records: readonly PluginRecord[]
    refuse: (record: PluginRecord, reason: Error) => void
  },
): GeneratedDocument {
  const { generation, records, refuse } = given
  for (const record of records) generation.included.add(record.name)
  for (;;) {
    try {
      // @fastify/swagger types its document for every version of OpenAPI; ours is always 3.1.
      return app.swagger() as unknown as GeneratedDocument
    } catch (error) {
      const record = records.find((candidate) => candidate.name === generation.current)
      if (record === undefined || !generation.included.delete(record.name)) throw error
      refuse(record, error instanceof Error ? error : new Error(String(error)))
    }
  }
}
