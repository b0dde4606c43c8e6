import type { FastifyInstance } from 'fastify'
import type { Boot } from './boot-phases.ts'
import type { OwnApp } from './http/plugin-apps.ts'
import type { OpenApiDocument } from './openapi/document.ts'
import { generateDocument } from './openapi/generate-document.ts'
import { mergeDocument } from './openapi/merge-document.ts'
import type { PluginRecord } from './plugin-record.ts'

export interface Documented {
  readonly records: readonly PluginRecord[]
  /** Of a plugin whose routes are not on the shared instance. */
  ownAppOf(record: PluginRecord): OwnApp | undefined
  refuse(record: PluginRecord, reason: Error): void
}

/** One document from all routes and fragments. A plugin whose part cannot be read, or clashes, is refused. */
export function mergeDocuments(
  boot: Boot,
  app: FastifyInstance,
  { records, ownAppOf, refuse }: Documented,
): OpenApiDocument {
  const { self } = boot.registry
  const shared = records.filter((record) => !record.isAdded)
  const frame = generateDocument(app, {
    generation: boot.generation,
    records: [self, ...shared],
    refuse,
  })
  const sources = [self, ...records].map((record) => {
    const own = ownAppOf(record)
    if (own === undefined) return { record, generated: frame }
    const { generation } = own
    return { record, generated: generateDocument(own.app, { generation, records: [record], refuse }) }
  })
  return mergeDocument(frame, { sources, refuse })
}
