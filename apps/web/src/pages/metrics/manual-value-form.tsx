import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type MetricsCatalogueMetric, metricsDeleteValue, metricsReplaceValue } from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { Problem } from '../../components/problem.tsx'
import { toast } from '../../components/toast.ts'
import type { MetricValue } from './plotted-values.ts'
import { ValueInput } from './value-input.tsx'

interface ManualValueFormProps {
  readonly metric: MetricsCatalogueMetric
  readonly date: string
  /** What was entered before. */
  readonly entered: MetricValue | null
}

/** Enters, changes and deletes one's own value of a day. */
export function ManualValueForm({ metric, date, entered }: ManualValueFormProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [value, setValue] = useState(entered)
  const path = { metric: metric.metric, date }
  const save = useMutation({
    mutationFn: async (wanted: MetricValue | null) => {
      if (wanted === null) await metricsDeleteValue({ client, path })
      else await metricsReplaceValue({ client, path, body: { value: wanted } })
    },
    onSuccess: (_, wanted) => {
      setValue(wanted)
      toast(wanted === null ? t`Your value was deleted.` : t`Your value was saved.`)
      void queryClient.invalidateQueries({ queryKey: ['values'] })
      void queryClient.invalidateQueries({ queryKey: ['metrics'] })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (value !== null) save.mutate(value)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Title order={3} size="h5">
          <Trans>Your own value</Trans>
        </Title>
        <Text size="sm" c="dimmed">
          <Trans>It is shown instead of what services deliver, until you delete it.</Trans>
        </Text>
        {save.isError && <Problem error={save.error} />}
        <ValueInput
          label={t`Value`}
          type={metric.type}
          unit={metric.unit}
          value={value}
          onChange={setValue}
        />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={value === null || value === entered}>
            <Trans>Save</Trans>
          </Button>
          {entered !== null && (
            <Button variant="default" color="red" onClick={() => save.mutate(null)} disabled={save.isPending}>
              <Trans>Delete my value</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
