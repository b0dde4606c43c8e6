import { useLingui } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Section } from '../section.tsx'
import { AnalyticsSection } from './analytics-section.tsx'
import { DemoSection } from './demo-section.tsx'
import { KeptExports } from './kept-exports.tsx'
import { FORMATS } from './use-export-words.ts'

/** What the server has of the person, to be taken along. */
export function DataPage() {
  const { t } = useLingui()
  const exports = [
    {
      name: t`Library`,
      what: t`What you watched, listened to and read.`,
      url: '/api/library/export',
    },
    { name: t`Metrics`, what: t`One value per metric and day.`, url: '/api/metrics/export' },
    { name: t`Events`, what: t`Workouts, nights and the like.`, url: '/api/metrics/events/export' },
  ]
  return (
    <>
      <Section
        title={t`Take your data along`}
        description={t`CSV opens in a spreadsheet; JSON Lines has one entry per line, for programs.`}
      >
        {exports.map(({ name, what, url }) => (
          <Group key={url} justify="space-between" gap="sm">
            <div style={{ flex: '1 1 14rem' }}>
              <Text fw={500}>{name}</Text>
              <Text size="sm" c="dimmed">
                {what}
              </Text>
            </div>
            <Group gap="xs">
              {(['csv', 'jsonl'] as const).map((format) => (
                <Button
                  key={format}
                  component="a"
                  href={`${url}?format=${format}`}
                  download
                  size="xs"
                  variant="default"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  aria-label={`${name}: ${FORMATS[format]}`}
                >
                  {FORMATS[format]}
                </Button>
              ))}
            </Group>
          </Group>
        ))}
      </Section>
      <KeptExports />
      <AnalyticsSection />
      <DemoSection />
    </>
  )
}
