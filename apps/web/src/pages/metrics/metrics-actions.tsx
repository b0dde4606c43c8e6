import { Trans } from '@lingui/react/macro'
import { Button, Menu } from '@mantine/core'
import { IconArrowsSort, IconChevronDown, IconClipboardList, IconDownload } from '@tabler/icons-react'
import { LinkButton } from '../../components/link-button.tsx'
import type { MetricsView } from './use-metrics-view.ts'

/** What the page offers besides its charts. */
export function MetricsActions({
  view,
  onOrder,
}: {
  readonly view: MetricsView
  readonly onOrder: () => void
}) {
  return (
    <>
      <LinkButton
        to="/charts/templates"
        variant="default"
        leftSection={<IconClipboardList size={18} aria-hidden />}
      >
        <Trans>Templates</Trans>
      </LinkButton>
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={18} aria-hidden />}>
            <Trans>More</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowsSort size={18} aria-hidden />} onClick={onOrder}>
            <Trans>Order of preference</Trans>
          </Menu.Item>
          <Menu.Item
            component="a"
            href={exportAddress(view, 'csv')}
            download
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            <Trans>Export as a table (CSV)</Trans>
          </Menu.Item>
          <Menu.Item
            component="a"
            href={exportAddress(view, 'jsonl')}
            download
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            <Trans>Export as JSON Lines</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** The chosen metrics and dates, from the API. */
function exportAddress({ metrics, range }: MetricsView, format: 'csv' | 'jsonl'): string {
  const query = new URLSearchParams([
    ...metrics.map((metric) => ['metric', metric]),
    ['from', range.from],
    ['to', range.to],
    ['format', format],
  ])
  return `/api/metrics/export?${query.toString()}`
}
