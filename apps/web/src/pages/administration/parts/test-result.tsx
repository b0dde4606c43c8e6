import { Plural, useLingui } from '@lingui/react/macro'
import { List, Paper, Stack, Text } from '@mantine/core'
import type { PluginsConnectionTest } from '@tributary/client'
import { Status } from './status.tsx'

/** What a test of a configuration tried, step by step. */
export function TestResult({ test }: { test: PluginsConnectionTest }) {
  const { t } = useLingui()
  const { ok, milliseconds, steps } = test
  return (
    <Paper withBorder p="md" role="status">
      <Stack gap="xs">
        <Status look={ok ? 'good' : 'bad'}>{ok ? t`The test succeeded.` : t`The test failed.`}</Status>
        <List size="sm" spacing={4} listStyleType="none" pl={0}>
          {steps.map((step) => (
            <List.Item key={step.tried}>
              <Status look={step.ok ? 'good' : 'bad'}>{step.tried}</Status>
              {step.problem !== undefined && <Text size="sm">{step.problem}</Text>}
              {step.advice !== undefined && (
                <Text size="sm" c="dimmed">
                  {step.advice}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
        <Text size="xs" c="dimmed">
          <Plural value={milliseconds} one="# millisecond" other="# milliseconds" />
        </Text>
      </Stack>
    </Paper>
  )
}
