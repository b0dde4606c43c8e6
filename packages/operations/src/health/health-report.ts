import type { BootReport } from '@tributary/core'
import { type Static, Type } from 'typebox'
import type { CheckResult } from './health-monitor.ts'

/** The response of `/health`. */
export const HealthReport = Type.Object(
  {
    status: Type.Enum(['ok', 'degraded', 'unavailable'], {
      description:
        '`degraded`: a plugin is quarantined or has a problem, or a check fails; requests are answered. `unavailable`: not ready.',
    }),
    state: Type.Enum(['created', 'booting', 'ready', 'stopping', 'stopped', 'failed'], {
      description: 'Of the kernel.',
    }),
    plugins: Type.Array(
      Type.Object({
        name: Type.String(),
        state: Type.Enum(['booting', 'ready', 'quarantined', 'disabled']),
        reason: Type.Optional(Type.String({ description: 'Why it is quarantined, in one line.' })),
        problem: Type.Optional(
          Type.String({
            description:
              'What went wrong in a plugin that goes on, in one line: a reload that failed, for one.',
          }),
        ),
      }),
      { description: 'In boot order.' },
    ),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        plugin: Type.String({ description: 'The plugin that owns the check.' }),
        severity: Type.Enum(['degraded', 'unready'], {
          description: 'The state of the server while the check fails; `unready`: it should get no requests.',
        }),
        status: Type.Enum(['passing', 'failing', 'unknown'], {
          description: '`unknown`: a check that this one depends on fails and is reported separately.',
        }),
        message: Type.Optional(Type.String({ description: 'The cause and the cure, in one sentence.' })),
        milliseconds: Type.Number(),
      }),
    ),
  },
  {
    title: 'Health',
    description: 'The health of the server, of each plugin and of what they need.',
    examples: [
      {
        status: 'ok',
        state: 'ready',
        plugins: [{ name: 'library', state: 'ready' }],
        checks: [
          {
            name: 'database',
            plugin: 'operations',
            severity: 'unready',
            status: 'passing',
            milliseconds: 1.4,
          },
        ],
      },
    ],
  },
)

export type HealthReport = Static<typeof HealthReport>

/** Whether the server can work: the kernel has booted, and no check of severity `unready` fails. */
export function isReady(state: BootReport['state'], checks: readonly CheckResult[]): boolean {
  return state === 'ready' && failingUnready(checks).length === 0
}

export function failingUnready(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.filter((check) => check.severity === 'unready' && check.status === 'failing')
}

/** Builds the public report. */
export function healthReport(boot: BootReport, checks: readonly CheckResult[]): HealthReport {
  const flawed =
    boot.plugins.some(({ state, problem }) => state === 'quarantined' || problem !== undefined) ||
    checks.some((check) => check.status === 'failing')
  const working = flawed ? 'degraded' : 'ok'
  return {
    status: isReady(boot.state, checks) ? working : 'unavailable',
    state: boot.state,
    plugins: boot.plugins.map(({ name, state, reason, problem }) => ({
      name,
      state,
      ...(problem === undefined ? {} : { problem: publicReason(problem) }),
      ...(reason === undefined ? {} : { reason: publicReason(reason) }),
    })),
    checks: [...checks],
  }
}

/**
 * The public part of an error's message: its first line, since some libraries append a stack or a whole query, without
 * the user and password of a URL.
 */
export function publicReason(message: string): string {
  const [line = ''] = message.split('\n')
  return line.replaceAll(/\/\/[^\s/@]*@/g, '//').slice(0, 500)
}
