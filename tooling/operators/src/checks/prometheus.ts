import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Check } from '../check.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import { readMetrics } from '../prometheus/read-metrics.ts'
import { runPromtool } from '../prometheus/run-promtool.ts'
import { shapeOfSeries, shapesIn } from '../prometheus/series-shapes.ts'

const FILES = fileURLToPath(new URL('../../../../packages/operations/prometheus', import.meta.url))

interface RuleFile {
  groups: { rules: { alert: string; for?: string }[] }[]
}

interface RuleTests {
  readonly tests: readonly {
    readonly name: string
    readonly input_series: readonly { readonly series: string }[]
  }[]
}

/**
 * Prometheus accepts the metrics of a real server, the alert rules of the repository,
 * and tests of each rule with series like the server's. As a control, the tests fail with other
 * waiting times.
 */
export const prometheus: Check = {
  name: 'prometheus',
  needs: [{ name: 'promtool', debian: 'prometheus' }],
  run: () => inDiskDirectory(checkPrometheus),
}

async function checkPrometheus(directory: string): Promise<string> {
  const rulesFile = join(FILES, 'alerts.yaml')
  const testsFile = join(FILES, 'alerts.test.yaml')
  const rules = parse(readFileSync(rulesFile, 'utf8')) as RuleFile
  const { tests } = parse(readFileSync(testsFile, 'utf8')) as RuleTests
  const alerts = rules.groups.flatMap((group) => group.rules)
  const metrics = await readMetrics(directory)

  await runPromtool(['check', 'metrics'], { input: metrics })
  await runPromtool(['check', 'rules', rulesFile])
  await runPromtool(['test', 'rules', testsFile])
  requireTests(alerts, tests)
  const series = requireShapes(metrics, tests)
  await requireFailures(directory, rules, testsFile)
  const names = new Set(shapesIn(metrics).map(({ name }) => name))
  return (
    `${names.size} metrics of a server, ${alerts.length} alert rules and their tests with ${series} series as the server ` +
    'makes them; control, each alert a minute later: its tests fail'
  )
}

function requireTests(alerts: readonly { alert: string }[], tests: RuleTests['tests']): void {
  const tested = new Set(tests.map(({ name }) => name))
  const missing = alerts.map(({ alert }) => alert).filter((alert) => !tested.has(alert))
  assert(missing.length === 0, `alerts.test.yaml has no test of ${missing.join(', ')}`)
}

/** Each series of the tests has a name and labels of a server's series. Resolves to their number. */
function requireShapes(metrics: string, tests: RuleTests['tests']): number {
  const given = new Set(shapesIn(metrics).map(({ shape }) => shape))
  const used = tests.flatMap(({ input_series: all }) => all.map(({ series }) => shapeOfSeries(series)))
  const unknown = [...new Set(used)].filter((shape) => !given.has(shape))
  assert(unknown.length === 0, `the server gives no series like ${unknown.join(', ')}`)
  return used.length
}

/** The control: with rules that wait a minute longer, each test misses its alert. */
async function requireFailures(directory: string, rules: RuleFile, testsFile: string): Promise<void> {
  const later = rules.groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, for: oneMinuteLater(rule.for) })),
  }))
  writeFileSync(join(directory, 'alerts.yaml'), JSON.stringify({ groups: later }))
  copyFileSync(testsFile, join(directory, 'alerts.test.yaml'))
  const failure = await runPromtool(['test', 'rules', join(directory, 'alerts.test.yaml')]).then(
    () => '',
    (error: Error) => error.message,
  )
  const unnoticed = rules.groups
    .flatMap((group) => group.rules)
    .filter(({ alert }) => !failure.includes(`alertname="${alert}"`))
  assert(
    unnoticed.length === 0,
    `later alerts are not noticed: ${unnoticed.map(({ alert }) => alert).join(', ')}`,
  )
}

function oneMinuteLater(wait: string | undefined): string {
  const [, amount = '0', unit = 'm'] = /^(\d+)([mh])$/.exec(wait ?? '0m') ?? []
  return `${Number(amount) * (unit === 'h' ? 60 : 1) + 1}m`
}
