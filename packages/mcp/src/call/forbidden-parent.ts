import { isReading, type Operation } from '../operations/operation.ts'
import type { ForbiddenIntegrations } from '../terms/forbidden-integrations.ts'
import { withholdForbidden } from '../terms/withhold-forbidden.ts'
import { type Arguments, buildRequest } from './build-request.ts'
import type { Caller } from './caller.ts'

/**
 * The forbidden integration that the resource above an operation's belongs to. What is below a resource names no origin of its own: the
 * rejected records of a job.
 */
export async function forbiddenParent(
  operation: Operation,
  args: Arguments,
  given: {
    readonly caller: Caller
    readonly operations: readonly Operation[]
    readonly forbidden: ForbiddenIntegrations
  },
): Promise<string | undefined> {
  const { caller, operations, forbidden } = given
  if (forbidden.size === 0 || !isReading(operation)) return undefined
  for (const parent of parentsOf(operation, operations)) {
    const names = new Set(parent.parameters.filter((each) => each.in === 'path').map(({ name }) => name))
    const own = Object.fromEntries(Object.entries(args).filter(([name]) => names.has(name)))
    const { status, body } = await caller.request(buildRequest(parent, own))
    const { value, integrations } = withholdForbidden(body, forbidden)
    if (status < 300 && value === undefined) return [...integrations][0]
  }
  return undefined
}

function parentsOf({ path }: Operation, operations: readonly Operation[]): readonly Operation[] {
  return operations.filter(
    (other) => isReading(other) && other.path.endsWith('}') && path.startsWith(`${other.path}/`),
  )
}
