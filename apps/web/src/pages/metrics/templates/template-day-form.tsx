import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type MetricsTemplateCell, type MetricsTemplateEntry, metricsUpdateValues } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { toast } from '../../../components/toast.ts'
import { useOriginNames } from '../../../components/use-origin-names.ts'
import { useMetricFormat } from '../metric-format.ts'
import type { MetricValue } from '../plotted-values.ts'
import { useDayStateNames } from '../use-missing-days.ts'
import { ValueInput } from '../value-input.tsx'

interface TemplateDayFormProps {
  readonly date: string
  readonly entries: readonly MetricsTemplateEntry[]
  readonly cells: readonly MetricsTemplateCell[]
}

/** Enters the values of a day. Beside a metric of a service is what it delivered: an entered value is shown instead. */
export function TemplateDayForm({ date, entries, cells }: TemplateDayFormProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const describeCell = useCellDescription()
  const [changed, setChanged] = useState<ReadonlyMap<string, MetricValue | null>>(new Map())
  const save = useMutation({
    mutationFn: async () => {
      const values = [...changed].map(([metric, value]) => ({ metric, date, value }))
      await metricsUpdateValues({ client, body: { values } })
    },
    onSuccess: async () => {
      await Promise.all(
        ['values', 'metrics'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
      )
      setChanged(new Map())
      toast(t`Your values were saved.`)
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (changed.size > 0) save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={560}>
        {save.isError && <Problem error={save.error} />}
        {entries.map(({ metric, label, type, unit }, index) => {
          const cell = cells[index]
          const entered = cell?.integration === 'manual' ? cell.value : null
          const description = describeCell(cell, unit)
          return (
            <ValueInput
              // Two entries may show the same metric.
              key={`${metric} ${index}`}
              label={label}
              type={type}
              unit={unit}
              value={changed.has(metric) ? (changed.get(metric) ?? null) : entered}
              onChange={(value) => setChanged(new Map([...changed, [metric, value]]))}
              {...(description === undefined ? {} : { description })}
            />
          )
        })}
        <div>
          <Button type="submit" loading={save.isPending} disabled={changed.size === 0}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </Stack>
    </form>
  )
}

/** What a service delivered, or why it has not. */
function useCellDescription() {
  const { t } = useLingui()
  const format = useMetricFormat()
  const originName = useOriginNames()
  const nameState = useDayStateNames()
  return (cell: MetricsTemplateCell | undefined, unit: string | null): string | undefined => {
    if (cell === undefined || cell.integration === 'manual') return undefined
    if (cell.integration !== null) {
      const origin = originName(cell.integration)
      const value = format.value(cell.value, unit)
      return t`${origin}: ${value}. What you enter is shown instead.`
    }
    return cell.state === 'empty' || cell.state === 'failed' ? nameState(cell.state) : undefined
  }
}
