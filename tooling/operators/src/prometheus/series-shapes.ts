/** The labels that Prometheus adds to each series. */
const ADDED = new Set(['instance', 'job'])

/** A series without its values: the name of the metric, and the names of its labels. */
export interface SeriesShape {
  readonly name: string
  /** `tributary_jobs_open{kind,state}` */
  readonly shape: string
}

/** The shapes of all series in Prometheus' text format. */
export function shapesIn(exposition: string): readonly SeriesShape[] {
  return exposition
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ name: nameOf(line), shape: shapeOfSeries(line) }))
}

/** The shape of one series: `tributary_jobs_open{kind="sync", state="due", instance="a"}`. */
export function shapeOfSeries(series: string): string {
  const labels = [...series.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)]
    .map(([, label = '']) => label)
    .filter((label) => !ADDED.has(label))
  return `${nameOf(series)}{${labels.toSorted().join(',')}}`
}

function nameOf(series: string): string {
  return /^[\w:]+/.exec(series)?.[0] ?? ''
}
