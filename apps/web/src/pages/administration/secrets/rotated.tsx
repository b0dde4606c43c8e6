import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Code, Paper, Stack, Text } from '@mantine/core'
import type { SecretsMasterRotation, SecretsRotation } from '@tributary/client'
import { Problem } from '../../../components/problem.tsx'
import { Status } from '../parts/status.tsx'

/** What a change of the master key has done, and what is left to do. */
export function MasterKeyRotated({ rotation }: { rotation: SecretsMasterRotation }) {
  const { t } = useLingui()
  return (
    <Paper withBorder p="md" role="status">
      <Stack gap="xs">
        <Status look="good">{t`The master key was changed.`}</Status>
        <Text size="sm">
          <Plural
            value={rotation.rewrappedCount}
            one="# data key is sealed with it."
            other="# data keys are sealed with it."
          />{' '}
          <Trans>
            It is kept at <Code>{rotation.location}</Code>: back it up, or replace the value there.
          </Trans>
        </Text>
      </Stack>
    </Paper>
  )
}

/** What a change of the data key has done. */
export function DataKeyRotated({ rotation }: { rotation: SecretsRotation }) {
  const { t } = useLingui()
  const unreadable = rotation.unreadable.join(', ')
  return (
    <Stack gap="sm">
      <Paper withBorder p="md" role="status">
        <Status look="good">
          {rotation.resumed ? t`The interrupted change was finished.` : t`The data key was changed.`}
        </Status>
        <Text size="sm">
          <Plural
            value={rotation.resealedCount}
            one="# secret was sealed again."
            other="# secrets were sealed again."
          />
        </Text>
      </Paper>
      {rotation.unreadable.length > 0 && (
        <Problem>{t`These secrets cannot be opened; enter them again: ${unreadable}`}</Problem>
      )}
    </Stack>
  )
}
