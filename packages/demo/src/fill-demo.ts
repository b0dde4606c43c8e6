import { randomUUID } from 'node:crypto'
import { outsideUnit } from '@tributary/core'
import { historyWindow, type IntegrationDefinition, syncWindow } from '@tributary/integration-kit/host'
import type { DemoFile, DemoProvider } from '@tributary/provider-simulator'
import { findDemo, finishFilling, recordFilled, recordUpload, renewLease } from './demo-store.ts'
import { type Parts, tablesOf } from './parts.ts'
import { removeDemo, removeFiles } from './remove-demo.ts'
import type { DemoRow } from './tables.ts'

/**
 * Connects the demo accounts and queues their syncs and files, going on where it was interrupted. The recent days of every account come
 * before the years and the files.
 */
export async function fillDemo(parts: Parts, demo: DemoRow): Promise<void> {
  const steps = await stepsOf(parts)
  for (const step of [...steps.map((each) => each.recent), ...steps.map((each) => each.history)]) {
    const current = await renewLease(tablesOf(parts), demo.id)
    if (current === undefined) return undo(parts, demo)
    if (!current.filled.includes(step.name)) {
      await step.run(current)
      await recordFilled(tablesOf(parts), demo.id, step.name)
    }
  }
  // Removed during the last step.
  if ((await renewLease(tablesOf(parts), demo.id)) === undefined) return undo(parts, demo)
  await finishFilling(tablesOf(parts), demo.id)
}

/** Removes what was added while another process removed the demo data. Connections of newer demo data stay: they are the same accounts. */
async function undo(parts: Parts, demo: DemoRow): Promise<void> {
  const current = await findDemo(tablesOf(parts), demo.user_id)
  const isReplaced = current !== undefined && current.id !== demo.id
  await (isReplaced ? removeFiles : removeDemo)(parts, demo)
}

interface Step {
  /** Recorded once it is done. */
  readonly name: string
  run(demo: DemoRow): Promise<void>
}

interface Steps {
  readonly recent: Step
  readonly history: Step
}

async function stepsOf(parts: Parts): Promise<readonly Steps[]> {
  const running = new Map(parts.imports.integrations().map((definition) => [definition.name, definition]))
  const steps: Steps[] = []
  for (const name of parts.sources.names()) {
    const definition = running.get(name)
    // Quarantined or disabled: the others are filled.
    if (definition === undefined) continue
    const provider = await parts.sources.load(name)
    steps.push({
      recent: { name, run: (demo) => connect(parts, { definition, provider, demo }) },
      history: { name: `${name}/history`, run: (demo) => fillHistory(parts, { definition, provider, demo }) },
    })
  }
  return steps
}

interface Filling {
  readonly definition: IntegrationDefinition
  readonly provider: DemoProvider
  readonly demo: DemoRow
}

async function connect(parts: Parts, { definition, provider, demo }: Filling): Promise<void> {
  if (provider.createSimulator === undefined) return
  const whose = { userId: demo.user_id, integration: definition.name }
  const { id: connectionId } = await parts.connections.connect(whose)
  const window = syncWindow(definition, new Date())
  await parts.imports.submitSync({ ...whose, connectionId, trigger: 'connect', window })
}

async function fillHistory(parts: Parts, { definition, provider, demo }: Filling): Promise<void> {
  const whose = { userId: demo.user_id, integration: definition.name }
  const own = await parts.connections.list(demo.user_id)
  const connection = own.find(({ integration }) => integration === definition.name)
  const now = new Date()
  const window = historyWindow(definition, { connectedAt: now, now })
  if (connection !== undefined && window !== undefined)
    await parts.imports.submitSync({
      ...whose,
      connectionId: connection.id,
      kind: 'backfill',
      trigger: 'connect',
      window,
    })
  for (const file of (await provider.createFiles?.()) ?? [])
    await importFile(parts, { definition, provider, demo }, file)
}

async function importFile(
  parts: Parts,
  { definition, demo }: Filling,
  { filename, contentType, content, options = {} }: DemoFile,
): Promise<void> {
  const userId = demo.user_id
  const trigger = 'demo'
  const maxBytes = definition.files?.maxBytes ?? 0
  const { imports } = parts
  const uploadId = randomUUID()
  if (!(await recordUpload(tablesOf(parts), demo.id, uploadId))) return
  await outsideUnit(() =>
    imports.receive({ id: uploadId, userId, filename, contentType, content, maxBytes, trigger }),
  )
  try {
    const submission = { userId, integration: definition.name, uploadId, options, trigger } as const
    await imports.submit({ ...submission, deliveryId: demo.id })
  } catch (error) {
    await imports.discard(uploadId)
    throw error
  }
}
