import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import type { ImportsPreviewProblem } from '@tributary/client'
import { Problem } from '../../../components/problem.tsx'
import { useChoiceLabel } from './choice-label.ts'
import { type Options, propertiesOf } from './default-options.ts'

interface OpenQuestionProps {
  readonly problem: ImportsPreviewProblem
  /** Of the options of the import. */
  readonly schema: unknown
  readonly onAnswer: (options: Options) => void
}

/** What the file leaves open, with one button for each answer; or why it cannot be read. */
export function OpenQuestion({ problem, schema, onAnswer }: OpenQuestionProps) {
  const { t } = useLingui()
  const label = useChoiceLabel()
  const { resolvedBy, message } = problem
  if (resolvedBy === null) return <Problem title={t`This file cannot be imported`}>{message}</Problem>
  const title = propertiesOf(schema)[resolvedBy.option]?.title ?? resolvedBy.option
  return (
    <Alert role="alert" color="yellow" variant="outline" icon={<IconHelpCircle aria-hidden />} title={title}>
      <Stack gap="sm">
        <Text size="sm">
          <Trans>This file can be read in more than one way. Choose what is right for it.</Trans>
        </Text>
        <Group role="group" aria-label={title}>
          {resolvedBy.choices.map((choice) => (
            <Button key={choice} variant="default" onClick={() => onAnswer({ [resolvedBy.option]: choice })}>
              {label(choice)}
            </Button>
          ))}
        </Group>
        <Text size="xs" c="dimmed">
          <Trans>Nothing is imported before you choose.</Trans>
        </Text>
      </Stack>
    </Alert>
  )
}
