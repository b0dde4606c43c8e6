import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'

/** Tries what has been entered, and saves nothing. */
export function TestButton({ loading, onClick }: { loading: boolean; onClick: () => void }) {
  return (
    <Button variant="default" loading={loading} onClick={onClick}>
      <Trans>Test</Trans>
    </Button>
  )
}
