import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { CopyText } from '../copy-text.tsx'

/** What the receiver checks signatures with, shown once. */
export function EndpointSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useLingui()
  return (
    <Stack>
      <Text>
        <Trans>
          Enter this secret at the receiver: it proves that a request comes from this server. It is shown this
          once.
        </Trans>
      </Text>
      <CopyText label={t`Secret`} text={secret} autoFocus />
      <Group justify="flex-end">
        <Button onClick={onDone}>
          <Trans>I have copied it</Trans>
        </Button>
      </Group>
    </Stack>
  )
}
