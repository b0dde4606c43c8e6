import { ProblemError } from '@tributary/core'
import { metricsErrors } from './metrics-errors.ts'
import { didYouMean, nearMatches } from './near-matches.ts'
import { MANUAL } from './value-store.ts'

/** The name of a metric, and its place in the request. */
export interface AskedMetric {
  readonly name: string
  readonly in: 'querystring' | 'body'
  /** JSON pointer. */
  readonly path: string
}

/** If more names are unknown, they are listed only in `errors`. */
const DETAILED = 3

/** The names of `?metric=`, which may be repeated. */
export function inQuery(names: readonly string[]): AskedMetric[] {
  return names.map((name, index) => ({ name, in: 'querystring', path: `/metric/${index}` }))
}

/** Finds metrics by name. Throws `METRICS_UNKNOWN_METRIC` with all unknown names, each with similar ones. */
export function findMetrics<Metric>(
  metrics: ReadonlyMap<string, Metric>,
  asked: readonly AskedMetric[],
): Metric[] {
  checkMetrics(asked, metrics)
  return asked.flatMap(({ name }) => metrics.get(name) ?? [])
}

/** Throws `METRICS_UNKNOWN_METRIC` with all unknown names, each with similar ones. */
export function checkMetrics(
  asked: readonly AskedMetric[],
  known: { has(name: string): boolean; keys(): Iterable<string> },
): void {
  const names = [...known.keys()]
  const unknown = asked
    .filter(({ name }) => !known.has(name))
    .map((each) => ({ ...each, matches: similarTo(each.name, names) }))
  if (unknown.length === 0) return
  const sentences = unknown
    .slice(0, DETAILED)
    .map(({ name, matches }) => `There is no metric "${name}".${didYouMean(matches)}`)
  throw new ProblemError(metricsErrors.METRICS_UNKNOWN_METRIC, {
    detail: `${sentences.join(' ')} ${cureOf(unknown.map(({ name }) => name))}`,
    extensions: {
      suggestions: [...new Set(unknown.flatMap(({ matches }) => matches))],
      errors: unknown.map(({ name, matches, ...place }) => ({
        ...place,
        message: `"${name}" does not exist.${didYouMean(matches)}`,
      })),
    },
  })
}

/** Finds the metric in the path of a request. Throws `METRICS_METRIC_NOT_FOUND` with similar names. */
export function metricOfPath<Metric>(metrics: ReadonlyMap<string, Metric>, name: string): Metric {
  const found = metrics.get(name)
  if (found !== undefined) return found
  const suggestions = similarTo(name, [...metrics.keys()])
  throw new ProblemError(metricsErrors.METRICS_METRIC_NOT_FOUND, {
    detail: `There is no metric "${name}".${didYouMean(suggestions)} ${cureOf([name])}`,
    extensions: { suggestions },
  })
}

/** For a manual metric not the similar ones of integrations, whose value it would become. */
function similarTo(name: string, names: readonly string[]): string[] {
  return nearMatches(name, isManual(name) ? names.filter(isManual) : names)
}

function cureOf(unknown: readonly string[]): string {
  const listed = 'GET /api/metrics/catalogue lists them all.'
  return unknown.some(isManual)
    ? `${listed} A manual metric is created by an entry of a template: POST /api/metrics/templates.`
    : listed
}

function isManual(name: string): boolean {
  return name.startsWith(`${MANUAL}.`)
}
