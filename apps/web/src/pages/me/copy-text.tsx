import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface CopyTextProps {
  readonly label: string
  readonly text: string
  /** Focus moves to its button when it appears. */
  readonly autoFocus?: boolean
}

/** A text to be used elsewhere, with a button that copies it. Without HTTPS browsers only let a person select it. */
export function CopyText({ label, text, autoFocus = false }: CopyTextProps) {
  const { t } = useLingui()
  const { copy, copied } = useClipboard()
  const canCopy = globalThis.isSecureContext
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code block tabIndex={0} role="region" aria-label={label} style={{ flex: 1, whiteSpace: 'pre-wrap' }}>
          {text}
        </Code>
        {canCopy && (
          <Button
            variant="default"
            data-autofocus={autoFocus || undefined}
            onClick={() => copy(text)}
            aria-label={t`Copy: ${label}`}
            leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          >
            {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
