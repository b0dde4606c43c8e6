import { Trans, useLingui } from '@lingui/react/macro'
import { Group } from '@mantine/core'
import { Empty } from '../../components/empty.tsx'
import { LinkButton } from '../../components/link-button.tsx'

/** Before anything has come in: where it comes from. */
export function EmptyLibrary() {
  const { t } = useLingui()
  return (
    <Empty
      title={t`The library is empty`}
      action={
        <Group gap="sm" justify="center">
          <LinkButton to="/integrations">
            <Trans>Connect a service</Trans>
          </LinkButton>
          <LinkButton to="/imports" variant="default">
            <Trans>Import a file</Trans>
          </LinkButton>
        </Group>
      }
    >
      <Trans>
        What you watch, hear and read comes from connected services and from files that you import.
      </Trans>
    </Empty>
  )
}
