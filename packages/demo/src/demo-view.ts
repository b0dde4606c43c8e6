import { Connection, ImportJob } from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import type { Parts } from './parts.ts'
import type { DemoRow } from './tables.ts'

const DEMO_STATES = ['absent', 'creating', 'present', 'removing'] as const

export const DemoData = Type.Object(
  {
    available: Type.Boolean({ description: 'Whether demo data can be created on this server.' }),
    state: Type.Enum([...DEMO_STATES], {
      type: 'string',
      description:
        '`creating`: its first syncs and imports are running, and what has come is shown already. `removing`: it disappears now.',
    }),
    integrations: Type.Array(Type.String(), {
      description: 'The integrations that demo data comes from, or would come from.',
    }),
    connections: Type.Array(Connection, { description: 'Its connections, all of them `simulated`.' }),
    files: Type.Array(ImportJob, { description: 'The imports of its files.' }),
    progress: Type.Object(
      {
        jobCount: Type.Integer({ description: 'The jobs that are needed; known when all are queued.' }),
        endedCount: Type.Integer({ description: 'Those of them that have ended.' }),
        failedCount: Type.Integer({ description: 'Those of them that have failed.' }),
      },
      {
        title: 'DemoProgress',
        description: 'How far the creation has come.',
        examples: [{ jobCount: 7, endedCount: 3, failedCount: 0 }],
      },
    ),
    createdAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  {
    title: 'DemoData',
    description: 'Your demo data: what it consists of, and how far it is.',
    examples: [
      {
        available: true,
        state: 'absent',
        integrations: ['netflix', 'fitbit', 'spotify', 'oura'],
        connections: [],
        files: [],
        progress: { jobCount: 0, endedCount: 0, failedCount: 0 },
        createdAt: null,
      },
    ],
  },
)

export type DemoData = Static<typeof DemoData>

const ENDED: readonly ImportJob['status'][] = ['succeeded', 'partial', 'failed', 'cancelled']

/** The syncs of later hours are not part of the creation. */
const FIRST: readonly ImportJob['trigger'][] = ['connect', 'demo']

export async function viewDemo(
  { connections, imports, sources }: Parts,
  { available, demo }: { readonly available: boolean; readonly demo: DemoRow | undefined },
): Promise<DemoData> {
  const own = demo === undefined ? [] : await connections.list(demo.user_id)
  const ids = demo === undefined ? [] : [demo.id, ...own.map(({ id }) => id)]
  const jobs = demo === undefined ? [] : await imports.jobsOf(demo.user_id, ids)
  const first = jobs.filter(({ trigger }) => FIRST.includes(trigger))
  const ended = first.filter(({ status }) => ENDED.includes(status))
  return {
    available,
    state: stateOf(demo, ended.length === first.length),
    integrations: available ? [...sources.names()] : [],
    connections: [...own],
    files: jobs.filter(({ kind }) => kind === 'import'),
    progress: {
      jobCount: first.length,
      endedCount: ended.length,
      failedCount: ended.filter(({ status }) => status === 'failed').length,
    },
    createdAt: demo?.created_at.toISOString() ?? null,
  }
}

function stateOf(demo: DemoRow | undefined, isComplete: boolean): DemoData['state'] {
  if (demo === undefined) return 'absent'
  if (demo.removing_at !== null) return 'removing'
  return demo.filled_at !== null && isComplete ? 'present' : 'creating'
}
