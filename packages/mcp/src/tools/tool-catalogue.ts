import type { KernelService, OpenApiDocument } from '@tributary/core'
import { whyExcluded } from '../operations/excluded-operations.ts'
import type { Operation } from '../operations/operation.ts'
import { readOperations } from '../operations/read-operations.ts'
import { type OperationTool, toolOf } from './tool-of.ts'
import { untypedMembers } from './untyped-members.ts'

/** An operation and its tool, for any user. */
export interface CatalogueEntry {
  readonly operation: Operation
  readonly tool: OperationTool
  /** Why it is never offered. */
  readonly excluded: string | undefined
  /** Members of its answers to leave out first. */
  readonly expendable: ReadonlySet<string>
}

/** The tools of every operation of the merged document by name, made when they are first asked for. */
export class ToolCatalogue {
  readonly #kernel: Pick<KernelService, 'document' | 'report'>
  #source: OpenApiDocument | undefined
  #entries: ReadonlyMap<string, CatalogueEntry> = new Map()

  constructor(kernel: Pick<KernelService, 'document' | 'report'>) {
    this.#kernel = kernel
  }

  entries(): ReadonlyMap<string, CatalogueEntry> {
    const document = this.#kernel.document()
    if (document === this.#source) return this.#entries
    const operations = readOperations(document, this.#kernel.report())
    this.#entries = new Map(operations.map((operation) => [operation.operationId, toEntry(operation)]))
    this.#source = document
    return this.#entries
  }

  /** Plugins that answer no request now. */
  unavailable(): ReadonlySet<string> {
    const { plugins } = this.#kernel.report()
    return new Set(plugins.filter(({ state }) => state !== 'ready').map(({ name }) => name))
  }
}

function toEntry(operation: Operation): CatalogueEntry {
  return {
    operation,
    tool: toolOf(operation),
    excluded: whyExcluded(operation),
    expendable: untypedMembers(operation.answers),
  }
}
