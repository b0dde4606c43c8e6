import { ProblemError } from '@tributary/core'
import type { MetricType } from '@tributary/integration-kit/host'
import type { KnownMetric } from './catalogue.ts'
import { metricsErrors } from './metrics-errors.ts'
import { didYouMean, nearMatches } from './near-matches.ts'
import type { NewEntry } from './template-store.ts'
import { MANUAL } from './value-store.ts'

/** An entry in a request. The representation in a response is valid in a request as well. */
export interface EntryInput {
  readonly kind: 'manual' | 'external'
  readonly label?: string | null
  readonly metric?: string | null
  readonly unit?: string | null
  readonly type?: MetricType | null
  readonly order?: number
}

/** The fault of an entry, as the continuation of "Entry 2". */
class EntryProblem extends Error {}

/**
 * Validates the entries of a template, in their order. Throws `METRICS_BAD_TEMPLATE` with all errors. `known`: the metrics
 * that an external entry may show.
 */
export function checkEntries(
  inputs: readonly EntryInput[],
  known: ReadonlyMap<string, KnownMetric>,
): NewEntry[] {
  const errors: { in: 'body'; path: string; message: string }[] = []
  const entries = inputs.map((input, index) => {
    try {
      return { order: input.order ?? index, entry: checkEntry(input, known) }
    } catch (error) {
      if (!(error instanceof EntryProblem)) throw error
      errors.push({ in: 'body', path: `/entries/${index}`, message: `Entry ${index + 1} ${error.message}` })
      return undefined
    }
  })
  if (errors.length > 0) {
    throw new ProblemError(metricsErrors.METRICS_BAD_TEMPLATE, {
      detail: errors.map(({ message }) => message).join(' '),
      extensions: { errors },
    })
  }
  return entries
    .filter((each) => each !== undefined)
    .toSorted((one, other) => one.order - other.order)
    .map(({ entry }) => entry)
}

function checkEntry(input: EntryInput, known: ReadonlyMap<string, KnownMetric>): NewEntry {
  return input.kind === 'external' ? checkExternal(input, known) : checkManual(input)
}

function checkExternal(input: EntryInput, known: ReadonlyMap<string, KnownMetric>): NewEntry {
  const name = input.metric
  if (!name) throw new EntryProblem('is external and needs a "metric", like "fitbit.steps".')
  const metric = known.get(name)
  if (metric === undefined) {
    throw new EntryProblem(
      `has the metric "${name}", which does not exist.${didYouMean(nearMatches(name, known.keys()))}`,
    )
  }
  if (!metric.available) {
    throw new EntryProblem(`has the metric "${name}", which is unavailable: ${metric.reason}`)
  }
  const { type, unit } = metric
  if (input.type && input.type !== type)
    throw new EntryProblem(
      `gives "${name}" the type ${input.type}, but it has the type ${type}. Omit "type".`,
    )
  if (input.unit && input.unit !== unit)
    throw new EntryProblem(
      `gives "${name}" the unit ${input.unit}, but it has ${unit ?? 'no unit'}. Omit "unit".`,
    )
  return { kind: 'external', metric: name, label: input.label ?? metric.label, unit, type }
}

const MANUAL_METRIC = /^manual\.[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63}$/u

function checkManual(input: EntryInput): NewEntry {
  const { label, type, unit } = input
  if (!label) throw new EntryProblem('is manual and needs a "label".')
  if (!type) throw new EntryProblem('is manual and needs a "type": number, time, text or boolean.')
  const metric = input.metric ?? `${MANUAL}.${nameOf(label)}`
  if (!MANUAL_METRIC.test(metric)) {
    throw new EntryProblem(
      input.metric
        ? `has the metric "${metric}": a manual one is "manual." and up to 64 letters, digits, "_" and "-", a letter or digit first.`
        : `has a label that gives its metric no name: add a "metric", like "manual.mood".`,
    )
  }
  return { kind: 'manual', metric, label, unit: unit ?? null, type }
}

/** `Mood at noon` becomes `moodAtNoon`. */
function nameOf(label: string): string {
  const words = label.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const name = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
  // By code points: a lone surrogate could not be stored.
  return Array.from(name).slice(0, 64).join('')
}
