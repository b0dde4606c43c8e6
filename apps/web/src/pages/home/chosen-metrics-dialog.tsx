import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, MultiSelect, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { useState } from 'react'

interface ChosenMetricsDialogProps {
  readonly metrics: readonly Pick<MetricsCatalogueMetric, 'metric' | 'label' | 'integration' | 'kind'>[]
  readonly chosen: readonly string[]
  readonly onChoose: (metrics: readonly string[] | undefined) => void
}

const MOST = 12

/** Chooses the metrics on Home. */
export function ChosenMetricsDialog({ metrics, chosen, onChoose }: ChosenMetricsDialogProps) {
  const { t } = useLingui()
  const [opened, { open, close }] = useDisclosure()
  const [selected, setSelected] = useState<string[]>([])
  const begin = () => {
    setSelected([...chosen])
    open()
  }
  const end = (choice: readonly string[] | undefined) => {
    onChoose(choice)
    close()
  }
  const groups = Map.groupBy(
    metrics.filter(({ kind }) => kind === 'daily'),
    ({ integration }) => integration,
  )
  return (
    <>
      <Button variant="default" size="compact-md" onClick={begin}>
        <Trans>Choose metrics</Trans>
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t`Metrics on this page`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        <Stack>
          <MultiSelect
            label={t`Metrics`}
            data={[...groups].map(([group, of]) => ({
              group,
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
      </Modal>
    </>
  )
}
