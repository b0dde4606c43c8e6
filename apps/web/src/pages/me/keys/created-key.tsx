import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import type { AccountsApiKeyCreated } from '@tributary/client'
import { CopyText } from '../copy-text.tsx'

interface CreatedKeyProps {
  readonly created: AccountsApiKeyCreated
  readonly onDone: () => void
}

/** The key, which the server does not know any more, and how it is used. */
export function CreatedKey({ created: { key }, onDone }: CreatedKeyProps) {
  const { t } = useLingui()
  return (
    <Stack>
      <Text>
        <Trans>The key is shown this once: the server keeps only what it needs to recognise it.</Trans>
      </Text>
      <CopyText label={t`Your key`} text={key} autoFocus />
      <CopyText label={t`Try it in a terminal`} text={curlExample(key)} />
      <Group justify="flex-end">
        <Button onClick={onDone}>
          <Trans>I have copied it</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

function curlExample(key: string): string {
  return `curl -H 'Authorization: Bearer ${key}' ${location.origin}/api/accounts/me`
}
