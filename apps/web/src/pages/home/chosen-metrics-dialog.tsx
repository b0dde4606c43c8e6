import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, MultiSelect, Stack } from '@mantine/core'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { useOriginNames } from '../../components/use-origin-names.ts'

export interface ChosenMetricsDialogProps {
  readonly metrics: readonly Pick<MetricsCatalogueMetric, 'metric' | 'label' | 'integration' | 'kind'>[]
  readonly chosen: readonly string[]
  readonly onChoose: (metrics: readonly string[] | undefined) => void
  readonly opened: boolean
  readonly onClose: () => void
}

const MOST = 12

/** Chooses the metrics on Home. */
export function ChosenMetricsDialog({
  metrics,
  chosen,
  onChoose,
  opened,
  onClose,
}: ChosenMetricsDialogProps) {
  const { t } = useLingui()
  const originName = useOriginNames()
  const [selected, setSelected] = useState<string[]>([...chosen])
  const end = (choice: readonly string[] | undefined) => {
    onChoose(choice)
    onClose()
  }
  const groups = Map.groupBy(
    metrics.filter(({ kind }) => kind === 'daily'),
    ({ integration }) => integration,
  )
  return (
    <Dialog opened={opened} onClose={onClose} title={t`Metrics on this page`}>
      <Stack>
        <MultiSelect
          label={t`Metrics`}
          data={[...groups].map(([integration, of]) => ({
            group: originName(integration),
            items: of.map(({ metric, label }) => ({ value: metric, label })),
          }))}
          value={selected}
          onChange={setSelected}
          maxValues={MOST}
          searchable
          clearable
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => end(undefined)}>
            <Trans>Let the page choose</Trans>
          </Button>
          <Button onClick={() => end(selected)}>
            <Trans>Show these</Trans>
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
