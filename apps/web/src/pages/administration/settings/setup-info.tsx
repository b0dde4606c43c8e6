import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Code, CopyButton, Group, Paper, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface Info {
  readonly label: string
  readonly value: string
  readonly copyable: boolean
}

/** What the provider's own form asks for, like the redirect URI: to be copied from here. */
export function SetupInfo({ info }: { info: readonly Info[] }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Text size="sm">
          <Trans>Enter this in the form of the provider:</Trans>
        </Text>
        {info.map(({ label, value, copyable }) => (
          <div key={label}>
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
              {copyable && <Copy label={label} value={value} />}
            </Group>
          </div>
        ))}
      </Stack>
    </Paper>
  )
}

function Copy({ label, value }: { label: string; value: string }) {
  const { t } = useLingui()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          size="lg"
          onClick={copy}
          aria-label={copied ? t`${label} copied` : t`Copy ${label}`}
        >
          {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}
