import { Trans } from '@lingui/react/macro'
import { Button, FileButton, Paper, Stack, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'

interface FileChooserProps {
  readonly onChoose: (file: File) => void
  /** While the file is on its way. */
  readonly sending: boolean
}

/** Where a file comes in: by a button, or dropped anywhere on the page. */
export function FileChooser({ onChoose, sending }: FileChooserProps) {
  return (
    <Paper withBorder p="xl" style={{ borderStyle: 'dashed' }}>
      <Stack align="center" gap="sm">
        <IconUpload size={40} stroke={1.5} aria-hidden />
        <Text ta="center">
          <Trans>Drop a file anywhere on this page. Its content tells which service it is from.</Trans>
        </Text>
        <FileButton onChange={(file) => file !== null && onChoose(file)}>
          {(props) => (
            <Button {...props} loading={sending}>
              <Trans>Choose a file</Trans>
            </Button>
          )}
        </FileButton>
      </Stack>
    </Paper>
  )
}
