import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu } from '@mantine/core'
import { IconArrowsSort, IconClipboardList, IconDownload } from '@tabler/icons-react'
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
  const { t } = useLingui()
  return (
    <>
      <LinkButton
        to="/charts/templates"
        variant="default"
        leftSection={<IconClipboardList size={18} aria-hidden />}
      >
        <Trans>Templates</Trans>
      </LinkButton>
      <Button variant="default" leftSection={<IconArrowsSort size={18} aria-hidden />} onClick={onOrder}>
        <Trans>Order of preference</Trans>
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />}>
            <Trans>Export</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={exportAddress(view, 'csv')}
            download
          >{t`As a table (CSV)`}</Menu.Item>
          <Menu.Item component="a" href={exportAddress(view, 'jsonl')} download>{t`As JSON Lines`}</Menu.Item>
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
