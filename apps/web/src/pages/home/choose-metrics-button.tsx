import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import type { ChosenMetricsDialogProps } from './chosen-metrics-dialog.tsx'

// Its list with a search is larger than the rest of the page.
const Dialog = lazy(async () => ({
  default: (await import('./chosen-metrics-dialog.tsx')).ChosenMetricsDialog,
}))

/** Opens the dialog that chooses the metrics on Home. Each opening begins with those that are shown. */
export function ChooseMetricsButton(props: Omit<ChosenMetricsDialogProps, 'opened' | 'onClose'>) {
  const [opened, { open, close }] = useDisclosure()
  const [openings, setOpenings] = useState(0)
  const begin = () => {
    setOpenings(openings + 1)
    open()
  }
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={begin}>
        <Trans>Choose metrics</Trans>
      </Button>
      {openings > 0 && (
        <Suspense>
          <Dialog key={openings} {...props} opened={opened} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
