import { ConnectionTest, type HealthSubjects } from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import { type InstanceParts, instancesOf } from './instance-parts.ts'
import { findInstance, listEnabledInstances } from './instance-store.ts'
import type { InstanceRow } from './instance-tables.ts'
import { foundInstance, stateOf } from './instance-values.ts'
import { CircuitField, EXAMPLE_INSTANCE_ID, viewCircuit } from './instance-view.ts'
import { CLOSED } from './resilience/circuit.ts'
import { checkInstance } from './test-instance.ts'

/** The health of an instance now. */
export const InstanceHealth = Type.Object(
  {
    instanceId: Type.String({ format: 'uuid' }),
    status: Type.Enum(['healthy', 'unhealthy', 'unknown'], {
      description: '`unknown`: it is not active, or its plugin has no check without an effect.',
    }),
    checkedAt: Type.String({ format: 'date-time' }),
    circuit: CircuitField,
    check: Type.Union([ConnectionTest, Type.Null()], { description: 'Null while `unknown`.' }),
  },
  {
    title: 'PluginInstanceHealth',
    description: 'Whether an instance works.',
    examples: [
      {
        instanceId: EXAMPLE_INSTANCE_ID,
        status: 'healthy',
        checkedAt: '2026-11-28T12:00:00.000Z',
        circuit: { state: 'closed', retryAt: null },
        check: {
          ok: true,
          milliseconds: 84,
          steps: [{ tried: 'Signed in', ok: true, milliseconds: 84 }],
        },
      },
    ],
  },
)

/** Checks an instance now. */
export async function readInstanceHealth(
  parts: InstanceParts,
  row: InstanceRow,
  signal?: AbortSignal,
): Promise<Static<typeof InstanceHealth>> {
  const isActive = stateOf(row, parts.offered.find(row.plugin, row.kind)) === 'active'
  const check = isActive ? await checkInstance(parts, row, signal) : undefined
  const status = check === undefined ? 'unknown' : check.ok ? 'healthy' : 'unhealthy'
  const circuit = viewCircuit(parts.circuitOf?.(row) ?? CLOSED)
  return { instanceId: row.id, status, checkedAt: new Date().toISOString(), circuit, check: check ?? null }
}

/** The instances as what is checked periodically: those that are enabled and have a check without an effect. */
export function checkedInstances(parts: () => InstanceParts): HealthSubjects {
  return {
    type: 'instance',
    async list() {
      const rows = await listEnabledInstances(instancesOf(parts()))
      const isChecked = ({ plugin, kind }: InstanceRow) =>
        parts().offered.find(plugin, kind)?.provider.health !== undefined
      return rows.filter(isChecked).map(({ id, plugin, name }) => ({ id, plugin, name }))
    },
    async check(id, signal) {
      const row = foundInstance(await findInstance(instancesOf(parts()), id))
      const outcome = await checkInstance(parts(), row, signal)
      return outcome ?? { ok: true, milliseconds: 0, steps: [] }
    },
  }
}
