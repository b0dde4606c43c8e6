import {
  ConnectionHealth,
  ConnectionTest,
  HEALTH_STATUSES,
  HEALTH_SUBJECT_TYPES,
  type HealthStatus,
} from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import type { SubjectStanding } from './check-store.ts'
import type { HealthCheckRow } from './health-tables.ts'
import type { ListedSubject } from './subject-store.ts'

export const Status = Type.Enum([...HEALTH_STATUSES], {
  description:
    '`degraded`: it works in part. `unknown`: not checked yet, or not for long. Another status than before is confirmed by a second check.',
})

const Time = (description: string) => Type.String({ format: 'date-time', description })

const checkExample = {
  at: '2026-11-28T12:00:00.000Z',
  status: 'unhealthy',
  ok: false,
  milliseconds: 128,
  steps: [
    {
      tried: 'Signed in',
      ok: false,
      milliseconds: 128,
      problem: 'mail.example.org denied permission.',
      advice: 'Enter valid credentials.',
    },
  ],
}

/** A check of the history. */
export const HealthCheckRecord = Type.Object(
  {
    at: Time('When it ended.'),
    status: Type.Enum([...HEALTH_STATUSES], { description: 'The status after it.' }),
    ...ConnectionTest.properties,
  },
  { title: 'HealthCheck', description: 'A health check, and what it tried.', examples: [checkExample] },
)

const OptionalCheck = (description: string) => Type.Union([HealthCheckRecord, Type.Null()], { description })

const subjectExample = {
  type: 'instance',
  id: '0198c7e2-0000-7000-8000-000000000000',
  plugin: 'mail',
  name: 'Mail server',
  status: 'unhealthy',
  statusSince: '2026-11-28T12:00:00.000Z',
  nextCheckAt: '2026-11-28T12:05:00.000Z',
  lastCheck: checkExample,
  lastFailure: checkExample,
}

/** A subject as it stands. */
export const SubjectHealth = Type.Object(
  {
    type: Type.Enum([...HEALTH_SUBJECT_TYPES], { description: 'The type of what is checked.' }),
    id: Type.String({ description: 'Unique within its type.' }),
    plugin: Type.String({ description: 'The plugin that it belongs to.' }),
    name: Type.String(),
    status: Status,
    statusSince: Type.Union([Time('When the status began.'), Type.Null()], {
      description: 'When the status began; null before the first check.',
    }),
    nextCheckAt: Type.Union([Time('When the next check is due.'), Type.Null()], {
      description: 'When the next check is due; null before a worker has found the subject.',
    }),
    lastCheck: OptionalCheck('Null before the first check.'),
    lastFailure: OptionalCheck('The last check that found a problem; null if the history has no such check.'),
  },
  {
    title: 'HealthSubject',
    description: 'Something that is checked periodically.',
    examples: [subjectExample],
  },
)

export type SubjectHealth = Static<typeof SubjectHealth>

/** The roll-up of a plugin. */
export const PluginHealth = Type.Object(
  {
    plugin: Type.String(),
    displayName: Type.String(),
    state: Type.Enum(['booting', 'ready', 'quarantined', 'disabled']),
    status: Type.Enum([...HEALTH_STATUSES], {
      description:
        'The worst status of its subjects; `unhealthy` while it is quarantined, `unknown` if nothing of it is checked. Connections do not count: each concerns one person.',
    }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is quarantined.' }),
    subjects: Type.Array(SubjectHealth),
    connections: Type.Union([ConnectionHealth, Type.Null()], {
      description: 'Null for a plugin without connections.',
    }),
  },
  {
    title: 'PluginHealth',
    description: 'The health of a plugin.',
    examples: [
      {
        plugin: 'mail',
        displayName: 'Mail',
        state: 'ready',
        status: 'unhealthy',
        reason: null,
        subjects: [subjectExample],
        connections: null,
      },
    ],
  },
)

/** A status that was not checked for longer than this many intervals is no longer known. */
const STALE_INTERVALS = 3

/** What the clock says of stored statuses. */
export interface HealthTime {
  readonly now: number
  readonly intervalMilliseconds: number
}

/** The status now. */
export function currentStatus(
  { subject, lastCheck }: SubjectStanding,
  { now, intervalMilliseconds }: HealthTime,
): HealthStatus {
  const isStale =
    lastCheck === undefined || now - lastCheck.at.getTime() > STALE_INTERVALS * intervalMilliseconds
  return isStale ? 'unknown' : subject.status
}

export function viewSubject(
  { type, id, plugin, name }: ListedSubject,
  standing: SubjectStanding | undefined,
  time: HealthTime,
): SubjectHealth {
  const common = { type, id, plugin, name }
  if (standing === undefined)
    return {
      ...common,
      status: 'unknown',
      statusSince: null,
      nextCheckAt: null,
      lastCheck: null,
      lastFailure: null,
    }
  const { subject, lastCheck, lastFailure } = standing
  return {
    ...common,
    status: currentStatus(standing, time),
    statusSince: lastCheck === undefined ? null : subject.since.toISOString(),
    nextCheckAt: subject.next_check_at.toISOString(),
    lastCheck: lastCheck === undefined ? null : viewCheck(lastCheck),
    lastFailure: lastFailure === undefined ? null : viewCheck(lastFailure),
  }
}

export function viewCheck(row: HealthCheckRow): Static<typeof HealthCheckRecord> {
  const { at, status, observation, milliseconds, steps } = row
  return { at: at.toISOString(), status, ok: observation !== 'unhealthy', milliseconds, steps }
}
