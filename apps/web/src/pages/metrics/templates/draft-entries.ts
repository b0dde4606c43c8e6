import type { MetricsMetricTemplate, MetricsTemplateEntryInput } from '@tributary/client'

type MetricType = NonNullable<MetricsTemplateEntryInput['type']>

/** An entry while it is edited. */
export interface DraftEntry {
  /** Of the form only. */
  readonly key: string
  readonly kind: 'manual' | 'external'
  readonly label: string
  /** Of an external entry, the metric; of a manual one, what it keeps its values under: none for a new one. */
  readonly metric: string | null
  readonly unit: string
  readonly type: MetricType
}

export interface DraftTemplate {
  readonly name: string
  readonly entries: readonly DraftEntry[]
}

export function draftOf({ name, entries }: MetricsMetricTemplate): DraftTemplate {
  return {
    name,
    entries: entries.map(({ kind, label, metric, unit, type }, index) => ({
      key: String(index),
      kind,
      label,
      metric,
      unit: unit ?? '',
      type,
    })),
  }
}

/** What the API takes. Manual entries keep their metric, and with it their values. */
export function inputOf({ name, entries }: DraftTemplate): {
  name: string
  entries: MetricsTemplateEntryInput[]
} {
  return {
    name: name.trim(),
    entries: entries.map(({ kind, label, metric, unit, type }) => {
      const own = label.trim() === '' ? {} : { label: label.trim() }
      if (kind === 'external') return { kind, metric, ...own }
      return {
        kind,
        type,
        ...own,
        ...(metric === null ? {} : { metric }),
        ...(unit.trim() === '' ? {} : { unit: unit.trim() }),
      }
    }),
  }
}

/** Whether everything that is needed has been entered. */
export function isComplete({ name, entries }: DraftTemplate): boolean {
  return (
    name.trim() !== '' &&
    entries.every(({ kind, label, metric }) => (kind === 'external' ? metric !== null : label.trim() !== ''))
  )
}
