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
  // What is only to be known is told in "Good to know", and again in the facts.
  const fields = info.filter(({ copyable }, index) => copyable || isOnly(info, index))
  if (fields.length === 0) return null
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Text size="sm">
          <Trans>Enter this in the form of the provider:</Trans>
        </Text>
        {fields.map(({ label, value, copyable }) => (
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

/** A label that comes once names a field; one that comes again and again heads a list of notes. */
function isOnly(info: readonly Info[], index: number): boolean {
  return info.filter(({ label }) => label === info[index]?.label).length === 1
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
