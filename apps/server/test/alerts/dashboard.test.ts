import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { temporaryDirectory } from '@tributary/database/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAlertRules } from './alert-rules.ts'
import { ObservedServer } from './observed-server.ts'
import { parseExposition, type Sample } from './parse-exposition.ts'
import { parseExpression, type Selector, selectorsIn } from './parse-expression.ts'

interface Panel {
  readonly title: string
  readonly type: string
  readonly datasource?: { readonly uid: string }
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[]
}

const DASHBOARD = JSON.parse(
  readFileSync(new URL('../../../../packages/operations/grafana/dashboard.json', import.meta.url), 'utf8'),
) as {
  id?: number
  __inputs?: unknown
  panels: Panel[]
  templating: { list: { name: string; type: string }[] }
}

const expressions: [string, string][] = [
  ...readAlertRules().map(({ alert, expr }): [string, string] => [alert, expr]),
  ...DASHBOARD.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [title, expr]),
  ),
]

/** Which Prometheus adds, and which Grafana fills in. */
const ADDED_LABELS = ['instance', 'job']

describe('the names in alert rules and the dashboard', { timeout: 240_000 }, () => {
  let text = ''
  let series: readonly Sample[]
  const dataDir = temporaryDirectory('tributary-dashboard-')
  beforeAll(async () => {
    // The embedded database has metrics of its own.
    await using server = await ObservedServer.start({ database: { dataDir } })
    await server.kernel.app.inject('/health')
    text = (await server.observe()).metrics
    series = parseExposition(text)
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))

  test.each(expressions)('is in the output of a server: %s', (_title, expr) => {
    const missing = selectorsIn(parseExpression(expr)).filter((selector) => !isAnswered(selector, series))
    expect(missing).toEqual([])
  })

  test('has names by the conventions of Prometheus: a counter ends in _total, and nothing else does', () => {
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({
      name,
      type,
    }))
    expect(types.length).toBeGreaterThan(40)
    expect(types.filter(({ name, type }) => (type === 'counter') !== name.endsWith('_total'))).toEqual([])
    const inOtherUnits = types.filter(({ name }) =>
      /(milliseconds|_ms|minutes|megabytes|percent)\b/.test(name),
    )
    expect(inOtherUnits).toEqual([])
    const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name)
    expect(types.filter(({ name }) => !helped.includes(name))).toEqual([])
  })

  test('each of our metrics is on the dashboard', () => {
    const shown = new Set(
      DASHBOARD.panels
        .flatMap(({ targets = [] }) => targets)
        .flatMap(({ expr }) => selectorsIn(parseExpression(expr)))
        .map(({ name }) => name),
    )
    const ours = new Set(series.map(({ name }) => name).filter((name) => name.startsWith('tributary_')))
    // The boot's times are in the boot report.
    ours.delete('tributary_plugin_boot_seconds')
    expect([...ours].filter((name) => !shown.has(name))).toEqual([])
  })

  test('the dashboard can be provisioned unchanged: its data source is a variable', () => {
    expect(DASHBOARD).not.toHaveProperty('__inputs')
    expect(DASHBOARD.id).toBeUndefined()
    expect(DASHBOARD.templating.list).toContainEqual(
      expect.objectContaining({ name: 'datasource', type: 'datasource' }),
    )
    for (const { type, datasource, targets = [] } of DASHBOARD.panels) {
      if (type === 'row') continue
      for (const { uid = '' } of [datasource ?? {}, ...targets.map((target) => target.datasource)] as {
        uid?: string
      }[])
        expect(uid).toBe('${datasource}')
    }
  })
})

/** Whether there is a series of the name that has the labels, and the values where a whole one is asked for. */
function isAnswered({ name, matchers }: Selector, series: readonly Sample[]): boolean {
  const own = matchers.filter(({ label }) => !ADDED_LABELS.includes(label))
  return series.some(
    (sample) =>
      sample.name === name &&
      own.every(
        ({ label, operator, value }) =>
          sample.labels[label] !== undefined && (operator !== '=' || sample.labels[label] === value),
      ),
  )
}
