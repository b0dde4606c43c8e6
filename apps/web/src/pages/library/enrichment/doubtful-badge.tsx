import { Trans } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import { IconQuestionMark } from '@tabler/icons-react'

/** Marks what an enricher was not sure of. */
export function DoubtfulBadge() {
  return (
    <Badge
      variant="outline"
      color="light-dark(#8a4600, #ffc078)"
      size="sm"
      tt="none"
      leftSection={<IconQuestionMark size={12} aria-hidden />}
    >
      <Trans>doubtful</Trans>
    </Badge>
  )
}
