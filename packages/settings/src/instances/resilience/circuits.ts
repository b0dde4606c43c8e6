import type { InstanceRow } from '../instance-tables.ts'
import type { OfferedKind } from '../offered-kinds.ts'
import { Circuit, type CircuitView, CLOSED } from './circuit.ts'

interface Kept {
  readonly revision: number
  readonly provider: OfferedKind['provider']
  readonly circuit: Circuit
}

/** The circuits of the instances that this process has used. One of another revision or plugin begins closed: what was changed may have helped. */
export class Circuits {
  readonly #now: () => number
  readonly #kept = new Map<string, Kept>()

  constructor(now: () => number) {
    this.#now = now
  }

  of({ id, revision }: InstanceRow, { provider }: OfferedKind): Circuit {
    const kept = this.#kept.get(id)
    // A use that has read the row earlier may come here later.
    if (kept?.provider === provider && kept.revision >= revision) return kept.circuit
    const circuit = new Circuit(this.#now)
    this.#kept.set(id, { revision, provider, circuit })
    return circuit
  }

  /** As the instance is at a revision; closed where it was not used since its change. */
  view({ id, revision }: Pick<InstanceRow, 'id' | 'revision'>): CircuitView {
    const kept = this.#kept.get(id)
    return kept === undefined || kept.revision < revision ? CLOSED : kept.circuit.view
  }

  delete(id: string): void {
    this.#kept.delete(id)
  }
}
